namespace RealtimeHub.Server.Engines.Index;

internal sealed partial class ChannelIndex<TLocation>
{
    // A hole this wide is no run of lost records.
    private const int WidestHole = 100_000;

    /// <summary>Begins a new epoch: something that had been shown is lost.</summary>
    public void Renew(string epoch) => Epoch = epoch;

    /// <summary>The log begins here: nothing before it is kept, whether it was read back or not.</summary>
    public void SkipTo(long firstOffset) => DropBefore(firstOffset);

    /// <summary>
    /// Puts back a publication that was read from the store, where each comes in order of offsets, some more than once,
    /// and those that are no longer needed not at all. Offsets that should be there are filled with
    /// <paramref name="lost"/>.
    /// </summary>
    /// <returns>How many offsets were found lost.</returns>
    public int Restore(long offset, in Addition<TLocation> addition, TLocation lost)
    {
        var holes = Math.Max(0, offset - Head - 1);
        if (holes > WidestHole)
            SkipTo(offset);
        while (Head < offset - 1)
            RestoreNext(lost, addition.Time);
        if (offset == Head + 1)
        {
            Add(addition);
            return (int)Math.Min(holes, int.MaxValue);
        }

        // The log has it or has let it go. Its key may still be wanted.
        RestoreKey(addition.Key, offset, addition.Location, addition.Removed, addition.Time);
        RestoreUsed(addition.UsedKey, offset, addition.Time);
        return 0;
    }

    /// <summary>Puts back the next publication of the log alone.</summary>
    public void RestoreNext(TLocation location, long time) => log.Add(new LogEntry<TLocation>(location, time));

    /// <summary>Makes room for so many publications of the log.</summary>
    public void Reserve(int count) => log.Reserve(count);

    public void RestoreKey(string? key, long offset, TLocation location, bool removed, long time)
    {
        if (key is not null && LastChangeOf(key) < offset)
            State.Set(key, offset, new LogEntry<TLocation>(location, time), removed);
    }

    public void RestoreUsed(UsedKey? key, long offset, long time)
    {
        if (key is { } usedKey)
            (used ??= new UsedKeys()).Add(usedKey, offset, time);
    }

    public void RestoreForgotten(long upTo)
    {
        if (upTo > ForgottenUpTo)
            State.ForgottenUpTo = upTo;
    }

    /// <summary>Does again what <see cref="Compact"/> did, unless something newer is there.</summary>
    public void RestoreCompaction(string key, long upTo, TLocation location, long time)
    {
        SkipTo(upTo + 1);
        if (LastChangeOf(key) <= upTo)
            State.Set(key, upTo, new LogEntry<TLocation>(location, time), removed: false);
    }

    /// <summary>Takes note that a publication was moved.</summary>
    public void Move(long offset, string? key, TLocation from, TLocation to)
    {
        if (IsInLog(offset, from))
            log[offset] = log[offset] with { Location = to };
        if (key is not null)
            state?.Move(key, from, to);
    }

    /// <summary>Whether anything that can be read is at this place.</summary>
    public bool IsLive(long offset, string? key, TLocation location) =>
        IsInLog(offset, location) || (key is not null && FindKey(key) is { } entry && entry.Location.Equals(location));

    /// <summary>Whether anything is at this place, in the log or as a key's value.</summary>
    public bool Holds(TLocation location) =>
        LogEntries().Any(entry => entry.Location.Equals(location)) || KeyEntries().Any(entry => entry.Location.Equals(location));

    /// <summary>Takes note that what is at a place can't be read any more.</summary>
    public void Lose(TLocation location, TLocation lost)
    {
        // First the state: a value's place may be the log's.
        state?.Lose(location);
        for (var offset = FirstOffset; offset <= Head; offset++)
        {
            if (log[offset].Location.Equals(location))
                log[offset] = log[offset] with { Location = lost };
        }
    }

    /// <summary>The entries of the log, oldest first, from <see cref="FirstOffset"/>.</summary>
    public IEnumerable<LogEntry<TLocation>> LogEntries() => log.All();

    public int LogCount => log.Count;

    public int KeyCount => state?.Count ?? 0;

    public int UsedCount => used?.Count ?? 0;

    /// <summary>Every key's value or tombstone, in order of offsets.</summary>
    public IEnumerable<KeyEntry<TLocation>> KeyEntries() => state?.All() ?? [];

    public IEnumerable<(UsedKey Key, long Offset, long Time)> UsedEntries() => used?.All() ?? [];

    /// <summary>Whether the log has this place at an offset.</summary>
    public bool IsInLog(long offset, TLocation location) =>
        log.Has(offset) && log[offset].Location.Equals(location);
}
