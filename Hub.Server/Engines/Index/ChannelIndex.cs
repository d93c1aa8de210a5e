namespace RealtimeHub.Server.Engines.Index;

/// <summary>
/// What an engine knows of one channel: where the publications of its log and the values of its keys are, and what its
/// retention lets go. Pure: time is given, places are the engine's own. Not thread-safe.
/// </summary>
internal sealed partial class ChannelIndex<TPlace>(string epoch)
    where TPlace : struct, IPlace, IEquatable<TPlace>
{
    private readonly Ring<LogEntry<TPlace>> log = new();
    private KeyedState<TPlace>? state;
    private UsedKeys? used;

    public string Epoch { get; private set; } = epoch;

    /// <summary>The offset of the newest publication.</summary>
    public long Head { get; private set; }

    /// <summary>The oldest offset of the log; head + 1 when none is kept.</summary>
    public long FirstOffset => Head - log.Count + 1;

    public long ForgottenUpTo => state?.ForgottenUpTo ?? 0;

    /// <summary>What the newest append asked for; null before the first.</summary>
    public Retention? Retention { get; set; }

    /// <summary>Whether it holds nothing that anyone could read or that a repeat would need.</summary>
    public bool IsEmpty => log.Count == 0 && (state is null || state.Count == 0) && (used is null || used.Count == 0);

    public KeyEntry<TPlace>? FindKey(string key) => state?.Find(key);

    public long OffsetOfKey(string key) => state?.OffsetOf(key) ?? 0;

    public bool TryGetUsed(UsedKey key, out long offset)
    {
        offset = 0;
        return used is not null && used.TryGet(key, out offset);
    }

    public bool HasRoomForUsedKeys => used is not { IsFull: true };

    /// <summary>Adds the next publication: log and state change together.</summary>
    public void Add(in Addition<TPlace> addition)
    {
        Head++;
        log.Add(new LogEntry<TPlace>(addition.Place, addition.Time));
        if (addition.Key is { } key)
            (state ??= new KeyedState<TPlace>()).Set(key, Head, addition.Place, addition.Removed, addition.Time);
        if (addition.UsedKey is { } usedKey)
            (used ??= new UsedKeys()).Add(usedKey, Head, addition.Time);
    }

    /// <summary>Whether a compaction up to an offset would hide nothing newer.</summary>
    public bool MayCompact(string key, long upTo, string ofEpoch) =>
        ofEpoch == Epoch && upTo >= 1 && upTo <= Head && (FindKey(key)?.Offset ?? 0) <= upTo;

    /// <summary>Replaces the key's value and lets the log go. <see cref="MayCompact"/> has said yes.</summary>
    public void Compact(string key, long upTo, TPlace place, long time)
    {
        (state ??= new KeyedState<TPlace>()).Set(key, upTo, place, removed: false, time);
        DropLogBefore(upTo + 1);
    }

    /// <summary>Lets go what the retention no longer asks for.</summary>
    public void Trim(long now)
    {
        used?.ForgetUntil(now - (long)Draft.IdempotencyWindow.TotalMilliseconds);
        if (Retention is not { } retention)
            return;
        var drop = Math.Max(0, log.Count - retention.HistoryCount);
        if (retention.HistoryAge is { } age)
        {
            var oldest = now - (long)age.TotalMilliseconds;
            while (drop < log.Count && log[drop].Time <= oldest)
                drop++;
        }

        if (drop > 0)
            log.RemoveFirst(drop);
        // Where history shows present values the tombstone is what older publications of its key are shown with.
        state?.ForgetTombstones(now - (long)retention.TombstoneAge.TotalMilliseconds,
            beforeOffset: retention.ShowsPresentValues ? FirstOffset : long.MaxValue);
    }

    private void DropLogBefore(long offset)
    {
        var drop = Math.Min(log.Count, offset - FirstOffset);
        if (drop > 0)
            log.RemoveFirst((int)drop);
    }
}

/// <summary>A publication to add to an index.</summary>
internal readonly record struct Addition<TPlace>(TPlace Place, long Time, string? Key, bool Removed, UsedKey? UsedKey)
    where TPlace : struct, IPlace;
