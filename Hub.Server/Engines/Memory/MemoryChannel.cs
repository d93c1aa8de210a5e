using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Server.Engines.Index;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Memory;

/// <summary>One channel of the memory engine. Every member is called under its lock.</summary>
internal sealed class MemoryChannel(ChannelName name, string epoch) : EngineChannel(name)
{
    private readonly PendingChanges pending = new();

    public ChannelIndex<StoredPublication> Index { get; } = new(epoch);

    public override Position Position => new(Index.Epoch, Index.Head);

    public override bool IsForgettable => Index.IsEmpty;

    public override void Trim(long now) => Index.Trim(now);

    public AppendResult Append(Append append, long now)
    {
        Index.Retention = append.Retention;
        Index.Trim(now);
        try
        {
            var plan = AppendPlan.For(Index, pending, append);
            if (plan.Conflicts)
                return AppendResult.Refused(Position);
            for (var i = 0; i < plan.Results.Count; i++)
            {
                if (!plan.Results[i].Duplicate)
                    Add(append.Drafts[i], now);
            }

            Index.Trim(now);
            return new AppendResult(AppendOutcome.Appended, plan.Results, Position);
        }
        finally
        {
            pending.Clear();
        }
    }

    private void Add(Draft draft, long now)
    {
        var publication = draft.ToPublication(Name, Index.Head + 1, now);
        UsedKey? used = draft.IdempotencyKey is { } key ? new UsedKey(draft.IdempotencyScope, key) : null;
        Index.Add(new Addition<StoredPublication>(new(publication), now, draft.Key, draft.Removed, used));
        Delivery?.Post(publication, Index.Epoch);
    }

    public bool Compact(Compaction compaction, long now)
    {
        if (!Index.MayCompact(compaction.Key, compaction.UpTo, compaction.Epoch))
            return false;
        var value = new Publication
        {
            Channel = Name,
            Offset = compaction.UpTo,
            Type = compaction.Type,
            Data = compaction.Data,
            Key = compaction.Key,
            Time = now,
        };
        Index.Compact(compaction.Key, compaction.UpTo, new StoredPublication(value), now);
        return true;
    }

    public LogPage ReadLog(LogQuery query)
    {
        var found = new List<(long Offset, LogEntry<StoredPublication> Entry)>();
        var hasMore = Index.ReadLog(query, found);
        return new LogPage
        {
            Epoch = Index.Epoch,
            Head = Index.Head,
            FirstOffset = Index.FirstOffset,
            Publications = found.ConvertAll(one => Shown(one.Entry.Location.Publication)),
            HasMore = hasMore,
        };
    }

    // An edited text must not come back out of the log: the publication stays, its data is the key's present one.
    private Publication Shown(Publication publication) =>
        Index.Retention is { ShowsPresentValues: true } && publication.Key is { } key
            && Index.FindKey(key)?.Location.Publication is { } present && !ReferenceEquals(present, publication)
            ? publication with { Data = present.Data }
            : publication;

    public KeyPage ReadState(StateQuery query)
    {
        var found = new List<KeyEntry<StoredPublication>>();
        var hasMore = Index.ReadState(query, found);
        return new KeyPage
        {
            Epoch = Index.Epoch,
            Head = Index.Head,
            ForgottenUpTo = Index.ForgottenUpTo,
            Entries = found.ConvertAll(entry => entry.Location.Publication),
            HasMore = hasMore,
        };
    }
}
