namespace RealtimeHub.Server.Engines.Index;

/// <summary>The present values of a channel's keys and the tombstones of removed ones. Not thread-safe.</summary>
internal sealed class KeyedState<TPlace>
    where TPlace : struct, IPlace, IEquatable<TPlace>
{
    private readonly Dictionary<string, KeyEntry<TPlace>> entries = new(StringComparer.Ordinal);
    private readonly SortedKeys<TPlace> keys = new();
    private readonly ChangeOrder<TPlace> changes = new();
    private readonly Ring<Tombstone> tombstones = new();

    public int Count => entries.Count;

    public IEnumerable<KeyEntry<TPlace>> Entries => entries.Values;

    /// <summary>Removals at or below this offset may have been forgotten.</summary>
    public long ForgottenUpTo { get; set; }

    public KeyEntry<TPlace>? Find(string key) => entries.GetValueOrDefault(key);

    /// <summary>The offset of a key's present value; 0 when it has none.</summary>
    public long OffsetOf(string key) => entries.TryGetValue(key, out var entry) && !entry.Removed ? entry.Offset : 0;

    public void Set(string key, long offset, TPlace place, bool removed, long time)
    {
        if (!entries.TryGetValue(key, out var entry))
        {
            entries.Add(key, entry = new KeyEntry<TPlace>(key));
            keys.Add(entry);
        }

        // A second compaction up to the same offset leaves it where it is.
        var moved = entry.Offset != offset;
        entry.Offset = offset;
        entry.Place = place;
        entry.Removed = removed;
        entry.Time = time;
        if (moved)
            changes.Add(entry, entries.Count);
        if (removed)
            tombstones.Add(new Tombstone(entry, offset, time));
    }

    /// <summary>Forgets the tombstones set at or before a time, of offsets below a bound.</summary>
    public void ForgetTombstones(long upToTime, long beforeOffset)
    {
        var count = 0;
        while (count < tombstones.Count && tombstones[count].Time <= upToTime && tombstones[count].Offset < beforeOffset)
            Forget(tombstones[count++]);
        if (count > 0)
            tombstones.RemoveFirst(count);
    }

    public ReadOnlySpan<KeyEntry<TPlace>> InOrder(string fromKey, bool inclusive) => keys.From(fromKey, inclusive);

    public IEnumerable<KeyEntry<TPlace>> ChangedAfter(long offset) => changes.After(offset);

    /// <summary>Lets a key go as if it had never been: its value is lost.</summary>
    public void Drop(KeyEntry<TPlace> entry)
    {
        entry.Forgotten = true;
        entries.Remove(entry.Key);
        keys.Forget();
    }

    private void Forget(Tombstone tombstone)
    {
        var entry = tombstone.Entry;
        if (!entry.Removed || entry.Forgotten || entry.Offset != tombstone.Offset)
            return;
        Drop(entry);
        ForgottenUpTo = Math.Max(ForgottenUpTo, tombstone.Offset);
    }

    private readonly record struct Tombstone(KeyEntry<TPlace> Entry, long Offset, long Time);
}
