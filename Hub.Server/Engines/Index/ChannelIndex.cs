namespace RealtimeHub.Server.Engines.Index;

/// <summary>
/// What an engine knows of one channel: where the publications of its log and the values of its keys are, and what its
/// retention lets go. Pure: time is given, places are the engine's own. Not thread-safe.
/// </summary>
internal sealed partial class ChannelIndex<TLocation>(string epoch)
    where TLocation : struct, ILocation, IEquatable<TLocation>
{
    private readonly ChannelLog<TLocation> log = new();
    private KeyedState<TLocation>? state;
    private UsedKeys? used;

    public string Epoch { get; private set; } = epoch;

    /// <summary>The offset of the newest publication.</summary>
    public long Head => log.Head;

    /// <summary>The oldest offset of the log; head + 1 when none is kept.</summary>
    public long FirstOffset => log.FirstOffset;

    public long ForgottenUpTo => state?.ForgottenUpTo ?? 0;

    /// <summary>What the newest append asked for; null before the first.</summary>
    public Retention? Retention { get; set; }

    /// <summary>Whether it holds nothing that anyone could read or that a repeat would need.</summary>
    public bool IsEmpty => log.Count == 0 && (state is null || state.Count == 0) && (used is null || used.Count == 0);

    private KeyedState<TLocation> State => state ??= new KeyedState<TLocation>(log);

    public KeyEntry<TLocation>? FindKey(string key) => state?.Find(key);

    public long OffsetOfKey(string key) => state?.OffsetOf(key) ?? 0;

    public bool TryGetUsed(UsedKey key, out long offset)
    {
        offset = 0;
        return used is not null && used.TryGet(key, out offset);
    }

    public bool AcceptsUsedKeys => used is not { IsFull: true };

    /// <summary>Adds the next publication: log and state change together.</summary>
    public void Add(in Addition<TLocation> addition)
    {
        log.Add(new LogEntry<TLocation>(addition.Location, addition.Time));
        if (addition.Key is { } key)
            State.Set(key, Head, addition.Removed);
        if (addition.UsedKey is { } usedKey)
            (used ??= new UsedKeys()).Add(usedKey, Head, addition.Time);
    }

    /// <summary>Whether a compaction up to an offset would hide nothing newer.</summary>
    public bool MayCompact(string key, long upTo, string ofEpoch) =>
        ofEpoch == Epoch && upTo >= 1 && upTo <= Head && LastChangeOf(key) <= upTo;

    /// <summary>Replaces the key's value and lets the log go. <see cref="MayCompact"/> has said yes.</summary>
    public void Compact(string key, long upTo, TLocation location, long time)
    {
        DropBefore(upTo + 1);
        State.Set(key, upTo, new LogEntry<TLocation>(location, time), removed: false);
    }

    /// <summary>Lets go what the retention no longer asks for.</summary>
    public void Trim(long now)
    {
        used?.ForgetUntil(now - (long)Draft.IdempotencyWindow.TotalMilliseconds);
        if (Retention is not { } retention)
            return;
        var first = Math.Max(FirstOffset, Head - retention.HistoryCount + 1);
        if (retention.HistoryAge is { } age)
        {
            var oldest = now - (long)age.TotalMilliseconds;
            while (first <= Head && log[first].Time <= oldest)
                first++;
        }

        DropBefore(first);
        // Where history shows present values the tombstone is what older publications of its key are shown with.
        state?.ForgetTombstones(now - (long)retention.TombstoneAge.TotalMilliseconds,
            beforeOffset: retention.ShowsPresentValues ? FirstOffset : long.MaxValue);
    }

    private long LastChangeOf(string key) => state?.LastChangeOf(key) ?? 0;

    private void DropBefore(long offset)
    {
        state?.KeepBefore(offset);
        log.DropBefore(offset);
    }
}

/// <summary>A publication to add to an index.</summary>
internal readonly record struct Addition<TLocation>(TLocation Location, long Time, string? Key, bool Removed, UsedKey? UsedKey)
    where TLocation : struct, ILocation;
