using RealtimeHub.Documents;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Live;

/// <summary>
/// A document in the memory of this node. It follows the log of its channel, whichever node writes there; updates that come in here are
/// tried on it before they are stored. May be used from any thread.
/// </summary>
/// <remarks>
/// It may contain an update that is being stored, which Yjs allows: the order of updates does not matter, and who pushed it pushes it again
/// when it could not be stored. It never lacks an update at or below <see cref="WaitAsync"/>'s position.
/// </remarks>
internal sealed class LiveDocument(string documentId, UpdateAppends appends, Action updated) : IChannelListener
{
    private readonly Lock gate = new();
    private readonly DocumentState state = new();
    private readonly List<(long Offset, TaskCompletionSource Reached)> waiting = [];
    private readonly UpdateTail tail = new();
    private readonly HashSet<TaskCompletionSource> storing = [];
    private Position head;
    private bool loaded;
    private bool changed;
    private long pendingBytes;
    private UnversionedEdits? unversioned;

    /// <summary>The document's id.</summary>
    public string DocumentId { get; } = documentId;

    /// <summary>Stores its updates.</summary>
    public UpdateAppends Appends { get; } = appends;

    /// <summary>Whether it must be loaded again: its channel or an update that was being stored was lost.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Up to where it is complete.</summary>
    public Position Head
    {
        get
        {
            lock (gate)
                return head;
        }
    }

    /// <summary>How many updates are stored beyond the snapshot.</summary>
    public int Updates
    {
        get
        {
            lock (gate)
                return tail.Count;
        }
    }

    /// <summary>The edits that may be in no version; null when all are.</summary>
    public UnversionedEdits? Unversioned
    {
        get
        {
            lock (gate)
                return unversioned;
        }
    }

    /// <summary>Takes what was stored up to a position. Called once, by what loads it.</summary>
    public void Load(DocumentContent content, Position start)
    {
        lock (gate)
        {
            state.Changed += () => changed = true;
            state.Load(content);
            tail.Load(content);
            foreach (var edit in content.Updates.Count > 0 || content.Snapshot is null ? content.Updates : [content.Snapshot])
                unversioned = UnversionedEdits.With(unversioned, edit);
            loaded = true;
            Advance(start.Epoch == head.Epoch && head.Offset > start.Offset ? head : start);
        }
    }

    public void OnPublications(string epoch, IReadOnlyList<Publication> publications)
    {
        var isUpdated = false;
        lock (gate)
        {
            foreach (var publication in publications)
            {
                if (publication.Type != DocumentTypes.Updated)
                    continue;
                isUpdated = true;
                var update = DocumentContent.UpdateOf(publication);
                state.Model.ApplyUpdate(update.Span);
                tail.Add(update.Length, publication.Time);
                unversioned = UnversionedEdits.With(unversioned, publication);
            }

            Advance(new Position(epoch, publications[^1].Offset));
        }

        if (isUpdated)
            updated();
    }

    public void OnReset(Position position)
    {
        lock (gate)
            Break();
    }

    /// <summary>Completes when everything up to a position is in the document; or when it is broken.</summary>
    public Task WaitAsync(Position position)
    {
        lock (gate)
        {
            if (IsBroken || (loaded && head.Offset >= position.Offset))
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((position.Offset, reached));
            return reached.Task;
        }
    }

    /// <summary>Whether its model has been made.</summary>
    public bool IsModel
    {
        get
        {
            lock (gate)
                return state.IsModel;
        }
    }

    /// <summary>What a state vector lacks of the document, the document's own, and up to where it is complete.</summary>
    public (byte[] Update, byte[] StateVector, Position Position) Read(StateVector known)
    {
        lock (gate)
        {
            var (update, stateVector) = state.Encode(known);
            return (update, stateVector, head);
        }
    }

    /// <summary>Tries an update. Its bytes and structs have been checked before.</summary>
    /// <returns>Whether it is to be stored: it adds something, now or once what it builds on arrives.</returns>
    /// <exception cref="InvalidUpdateException">It takes more work than is allowed; the document is broken.</exception>
    public PushTrial Try(ReadOnlySpan<byte> update, UpdateSummary summary, UpdateLimits limits, DocumentsOptions options)
    {
        lock (gate)
        {
            if (IsBroken)
                return PushTrial.Broken;
            var doc = state.Model;
            if (tail.TotalBytes + update.Length > options.MaxDocumentBytes && Measure() + update.Length > options.MaxDocumentBytes)
                return new PushTrial(PushVerdict.DocumentFull, Bytes: tail.TotalBytes + update.Length);
            if (summary.Ranges.Any(range => range.Clock < doc.ClockOf(range.Client)) && doc.FindConflict(update) is { } conflict)
                return new PushTrial(PushVerdict.Conflict, Conflict: conflict);
            var waits = !summary.HasCausesIn(doc);
            if (waits && pendingBytes + update.Length > options.MaxPendingBytes)
                return new PushTrial(PushVerdict.TooMuchPending, Bytes: pendingBytes + update.Length);
            Apply(update, limits);
            pendingBytes = !doc.HasPending ? 0 : waits ? pendingBytes + update.Length : pendingBytes;
            if (!changed && !waits)
                return new PushTrial(PushVerdict.AddsNothing);
            var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            storing.Add(stored);
            return new PushTrial(PushVerdict.Adds, stored);
        }
    }

    /// <summary>An update that was tried is stored at a position; null when it could not be stored, and then the document is loaded again on its next use.</summary>
    public void Stored(PushTrial trial, Position? position)
    {
        lock (gate)
        {
            storing.Remove(trial.Stored!);
            trial.Stored!.SetResult();
            if (position is null)
                Break();
        }
    }

    /// <summary>Completes when the updates that are being stored now are stored, or are known not to be.</summary>
    public Task SettleAsync()
    {
        lock (gate)
            return Task.WhenAll(storing.Select(stored => stored.Task));
    }

    /// <summary>What is in memory can't be continued: the document is loaded again on its next use.</summary>
    public void Discard()
    {
        lock (gate)
            Break();
    }

    /// <summary>Whether it is time to merge what is stored.</summary>
    public bool IsDue(DocumentsOptions options, long now)
    {
        lock (gate)
            return tail.IsDue(options, now);
    }

    /// <summary>What is stored, merged; null when it is broken.</summary>
    public MergedDocument? Merge()
    {
        lock (gate)
            return IsBroken ? null : new MergedDocument(state.Model.EncodeStateAsUpdate(), head, tail.Count);
    }

    /// <summary>The log was replaced by a snapshot.</summary>
    public void Merged(MergedDocument merged)
    {
        lock (gate)
            tail.Replace(merged.Updates, merged.Update.Length);
    }

    /// <summary>A version was saved.</summary>
    public void Versioned(DocumentVersion version)
    {
        lock (gate)
        {
            if (version.Position.Epoch == head.Epoch)
                unversioned = unversioned?.Without(version);
        }
    }

    /// <summary>Runs on the document, alone.</summary>
    public T Use<T>(Func<YDoc, Position, T> read)
    {
        lock (gate)
            return read(state.Model, head);
    }

    private void Apply(ReadOnlySpan<byte> update, UpdateLimits limits)
    {
        changed = false;
        try
        {
            state.Model.ApplyUpdate(update, limits: limits);
        }
        catch
        {
            // Part of it may be in the document.
            Break();
            throw;
        }
    }

    // Merged, updates are smaller than one by one: near the limit only the real size counts.
    private long Measure() => tail.SetBytes(state.Model.EncodeStateAsUpdate().Length);

    private void Advance(Position to)
    {
        head = to;
        if (!loaded)
            return;
        foreach (var (_, reached) in waiting.Where(one => one.Offset <= to.Offset))
            reached.TrySetResult();
        waiting.RemoveAll(one => one.Offset <= to.Offset);
    }

    private void Break()
    {
        IsBroken = true;
        foreach (var (_, reached) in waiting)
            reached.TrySetResult();
        waiting.Clear();
    }
}

/// <summary>What trying an update gave.</summary>
/// <param name="Verdict">What is to be done with it.</param>
/// <param name="Stored">Completed when it is stored, or is known not to be.</param>
/// <param name="Bytes">What passes the limit.</param>
/// <param name="Conflict">Which structs of a client are there with other content.</param>
internal readonly record struct PushTrial(PushVerdict Verdict, TaskCompletionSource? Stored = null, long Bytes = 0, ClientRange Conflict = default)
{
    public static PushTrial Broken { get; } = new(PushVerdict.Broken);
}

internal enum PushVerdict
{
    /// <summary>It is to be stored.</summary>
    Adds,

    /// <summary>All of it is in the document.</summary>
    AddsNothing,

    /// <summary>The document would be too large.</summary>
    DocumentFull,

    /// <summary>Too much waits for what it builds on.</summary>
    TooMuchPending,

    /// <summary>It has other content of the same client and clocks.</summary>
    Conflict,

    /// <summary>The document must be loaded again.</summary>
    Broken,
}

/// <summary>A document as one update.</summary>
/// <param name="Update">The update.</param>
/// <param name="Position">Everything up to here is in it.</param>
/// <param name="Updates">How many updates it takes the place of.</param>
internal sealed record MergedDocument(byte[] Update, Position Position, int Updates);
