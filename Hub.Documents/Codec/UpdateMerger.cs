namespace RealtimeHub.Documents.Codec;

/// <summary>
/// Merges updates struct by struct without a document. The algorithm is that of yjs (src/utils/updates.js), whose
/// result it gives byte for byte.
/// </summary>
internal sealed class UpdateMerger : IDisposable
{
    private readonly ReadBudget budget = new(UpdateLimits.Trusted);
    private readonly SectionWriter writer = new();
    private readonly MergeSource[] sources;
    private readonly MergeQueue queue;
    private Pending pending;
    private bool hasPending;

    public UpdateMerger(IReadOnlyList<ReadOnlyMemory<byte>> updates)
    {
        sources = new MergeSource[updates.Count];
        for (var i = 0; i < sources.Length; i++)
            sources[i] = MergeSource.Open(updates[i], i, budget);
        queue = new MergeQueue(sources);
    }

    public byte[] Merge()
    {
        while (!queue.IsEmpty)
        {
            ref var source = ref queue.First;
            var client = source.Current.Client;
            if (Take(ref source, client))
                TakeFollowing(ref source, client);
            queue.Settle();
        }

        WritePending();
        var deletes = new DeleteSet();
        foreach (ref var source in sources.AsSpan())
            source.ReadDeletes(budget, deletes);
        deletes.SortAndMerge();
        return writer.Finish(deletes);
    }

    public void Dispose() => writer.Dispose();

    /// <summary>Takes the next struct of the first source; false where another source must be asked first.</summary>
    private bool Take(ref MergeSource source, long client)
    {
        if (!hasPending)
        {
            SetPending(source.Update, source.Current, 0);
            source.Advance(budget);
            return true;
        }

        var passed = PassWritten(ref source);
        if (!source.HasCurrent || source.Current.Client != client || (passed && source.Current.Clock > pending.End))
            return false;

        if (client != pending.Client)
        {
            WritePending();
            SetPending(source.Update, source.Current, 0);
            source.Advance(budget);
        }
        else if (pending.End < source.Current.Clock)
        {
            FillGap(source.Current, client);
        }
        else
        {
            Append(ref source);
        }

        return true;
    }

    /// <summary>Passes over what is written already.</summary>
    private bool PassWritten(ref MergeSource source)
    {
        var passed = false;
        while (source.HasCurrent && source.Current.ClockEnd <= pending.End && source.Current.Client >= pending.Client)
        {
            source.Advance(budget);
            passed = true;
        }

        return passed;
    }

    private void FillGap(in Block next, long client)
    {
        if (pending.Kind == ContentKind.Skip)
        {
            pending.Length = next.ClockEnd - pending.Clock;
            return;
        }

        WritePending();
        pending = new Pending { Kind = ContentKind.Skip, Client = client, Clock = pending.End, Length = next.Clock - pending.End };
        hasPending = true;
    }

    private void Append(ref MergeSource source)
    {
        var overlap = pending.End - source.Current.Clock;
        if (overlap > 0 && pending.Kind == ContentKind.Skip)
        {
            // The struct may say more than the skip does.
            pending.Length -= overlap;
            overlap = 0;
        }

        // Only garbage can be joined without a document; it stays the source's next struct and is passed over later.
        if (pending.Kind == ContentKind.Gc && source.Current.Kind == ContentKind.Gc)
        {
            pending.Length += source.Current.Length - overlap;
            return;
        }

        WritePending();
        SetPending(source.Update, source.Current, overlap);
        source.Advance(budget);
    }

    private void TakeFollowing(ref MergeSource source, long client)
    {
        while (source.HasCurrent && source.Current.Client == client && source.Current.Clock == pending.End)
        {
            WritePending();
            SetPending(source.Update, source.Current, 0);
            source.Advance(budget);
        }
    }

    private void SetPending(ReadOnlyMemory<byte> update, in Block block, int offset)
    {
        pending = new Pending
        {
            Update = update,
            Block = block,
            Offset = offset,
            Kind = block.Kind,
            Client = block.Client,
            Clock = block.Clock + offset,
            Length = block.Length - offset,
        };
        hasPending = true;
    }

    private void WritePending()
    {
        if (!hasPending)
            return;
        if (pending.Kind is ContentKind.Gc or ContentKind.Skip)
            writer.WriteRange(pending.Kind, pending.Client, pending.Clock, pending.Length);
        else
            writer.Write(pending.Update.Span, pending.Block, pending.Offset);
        hasPending = false;
    }

    /// <summary>The struct that is written next, which may still grow.</summary>
    private struct Pending
    {
        public ReadOnlyMemory<byte> Update;
        public Block Block;
        public int Offset;
        public ContentKind Kind;
        public long Client;
        public int Clock;
        public int Length;

        public readonly int End => Clock + Length;
    }
}
