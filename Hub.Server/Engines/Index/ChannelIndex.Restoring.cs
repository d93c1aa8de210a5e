namespace RealtimeHub.Server.Engines.Index;

internal sealed partial class ChannelIndex<TPlace>
{
    // A hole this wide is no run of lost records.
    private const int WidestHole = 100_000;

    /// <summary>Begins a new epoch: something that had been shown is lost.</summary>
    public void Renew(string epoch) => Epoch = epoch;

    /// <summary>The log begins here: nothing before it is kept, whether it was read back or not.</summary>
    public void SkipTo(long firstOffset) => DropBefore(firstOffset);

    /// <summary>
    /// Puts back a publication that was read from the store, where each comes in order of offsets, some more than once,
    /// and those that nobody needs any more not at all. Offsets that should be there are filled with
    /// <paramref name="lost"/>.
    /// </summary>
    /// <returns>How many offsets were found lost.</returns>
    public int Restore(long offset, in Addition<TPlace> addition, TPlace lost)
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
        RestoreKey(addition.Key, offset, addition.Place, addition.Removed, addition.Time);
        RestoreUsed(addition.UsedKey, offset, addition.Time);
        return 0;
    }

    /// <summary>Puts back the next publication of the log alone.</summary>
    public void RestoreNext(TPlace place, long time) => log.Add(new LogEntry<TPlace>(place, time));

    /// <summary>Makes room for so many publications of the log.</summary>
    public void Reserve(int count) => log.Reserve(count);

    public void RestoreKey(string? key, long offset, TPlace place, bool removed, long time)
    {
        if (key is not null && LastChangeOf(key) < offset)
            State.Set(key, offset, new LogEntry<TPlace>(place, time), removed);
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
    public void RestoreCompaction(string key, long upTo, TPlace place, long time)
    {
        SkipTo(upTo + 1);
        if (LastChangeOf(key) <= upTo)
            State.Set(key, upTo, new LogEntry<TPlace>(place, time), removed: false);
    }

    /// <summary>Takes note that a publication was moved.</summary>
    public void Move(long offset, string? key, TPlace from, TPlace to)
    {
        if (IsInLog(offset, from))
            log[offset] = log[offset] with { Place = to };
        if (key is not null)
            state?.Move(key, from, to);
    }

    /// <summary>Whether anything that can be read is at this place.</summary>
    public bool IsLive(long offset, string? key, TPlace place) =>
        IsInLog(offset, place) || (key is not null && FindKey(key) is { } entry && entry.Place.Equals(place));

    /// <summary>Whether anything is at this place, in the log or as a key's value.</summary>
    public bool Holds(TPlace place) =>
        LogEntries().Any(entry => entry.Place.Equals(place)) || KeyEntries().Any(entry => entry.Place.Equals(place));

    /// <summary>Takes note that what is at a place can't be read any more.</summary>
    public void Lose(TPlace place, TPlace lost)
    {
        // First the state: a value's place may be the log's.
        state?.Lose(place);
        for (var offset = FirstOffset; offset <= Head; offset++)
        {
            if (log[offset].Place.Equals(place))
                log[offset] = log[offset] with { Place = lost };
        }
    }

    /// <summary>The entries of the log, oldest first, from <see cref="FirstOffset"/>.</summary>
    public IEnumerable<LogEntry<TPlace>> LogEntries() => log.All();

    public int LogCount => log.Count;

    public int KeyCount => state?.Count ?? 0;

    public int UsedCount => used?.Count ?? 0;

    /// <summary>Every key's value or tombstone, in order of offsets.</summary>
    public IEnumerable<KeyEntry<TPlace>> KeyEntries() => state?.All() ?? [];

    public IEnumerable<(UsedKey Key, long Offset, long Time)> UsedEntries() => used?.All() ?? [];

    /// <summary>Whether the log has this place at an offset.</summary>
    public bool IsInLog(long offset, TPlace place) =>
        log.Has(offset) && log[offset].Place.Equals(place);
}
