using System.Runtime.InteropServices;

namespace RealtimeHub.Server.Engines.Index;

/// <summary>
/// The present values of a channel's keys and the tombstones of removed ones. A value's place and time are the log's own
/// until the log lets it go; only then are they kept here. Not thread-safe.
/// </summary>
internal sealed partial class KeyedState<TLocation>(ChannelLog<TLocation> log)
    where TLocation : struct, ILocation, IEquatable<TLocation>
{
    private const int SmallCount = 16;

    /// <summary>Of a channel without keys. Only for reading keys by their names, from any thread.</summary>
    public static KeyedState<TLocation> Empty { get; } = new(new ChannelLog<TLocation>());

    private readonly ChangeOrder changes = new();
    private KeyTable<KeyValue> keys = new();
    private RetainedEntries<TLocation>? kept;
    private SortedKeys? sorted;

    /// <summary>How many keys have a value or a tombstone.</summary>
    public int Count { get; private set; }

    /// <summary>How many keys take up room: those that were dropped do for a while.</summary>
    public int HeldCount => keys.Count;

    /// <summary>Removals at or below this offset may have been forgotten.</summary>
    public long ForgottenUpTo { get; set; }

    /// <summary>The offset of a key's present value; 0 when it has none.</summary>
    public long OffsetOf(string key) => ValueOf(key) is { Removed: false } value ? value.Offset : 0;

    /// <summary>The offset of a key's present value or tombstone; 0 when it has neither.</summary>
    public long LastChangeOf(string key) => ValueOf(key).Offset;

    /// <summary>Sets a key to a publication that the log has.</summary>
    public void Set(string key, long offset, bool removed) => Set(key, new KeyValue(offset, KeyValue.InLog, removed));

    /// <summary>Sets a key to a value that the log needn't have.</summary>
    public void Set(string key, long offset, LogEntry<TLocation> entry, bool removed)
    {
        if (log.Has(offset) && log[offset] == entry)
            Set(key, offset, removed);
        else
            Set(key, new KeyValue(offset, Keep(entry), removed));
    }

    /// <summary>Keeps what the log is about to let go: its publications before an offset.</summary>
    public void KeepBefore(long offset)
    {
        for (; changes.FirstOfLog < changes.Count && changes[changes.FirstOfLog].Offset < offset; changes.FirstOfLog++)
        {
            var change = changes[changes.FirstOfLog];
            ref var value = ref keys[change.Key];
            if (value.Offset == change.Offset && value.Kept == KeyValue.InLog)
                value = value with { Kept = Keep(log[change.Offset]) };
        }
    }

    /// <summary>Forgets the tombstones set at or before a time, of offsets below a bound.</summary>
    public void ForgetTombstones(long upToTime, long beforeOffset)
    {
        for (; changes.FirstTombstone < changes.Count; changes.FirstTombstone++)
        {
            var change = changes[changes.FirstTombstone];
            if (!change.IsPresent(keys) || !keys[change.Key].Removed)
                continue;
            if (change.Offset >= beforeOffset || Stored(change.Key).Time > upToTime)
                break;
            ForgottenUpTo = Math.Max(ForgottenUpTo, change.Offset);
            Drop(change.Key);
        }

        LetGoOfDropped();
    }

    /// <summary>Takes note that a value was moved that the log may have let go.</summary>
    public void Move(string key, TLocation from, TLocation to)
    {
        if (ValueOf(key) is { Kept: not KeyValue.InLog } value && kept![value.Kept].Location.Equals(from))
            kept[value.Kept] = kept[value.Kept] with { Location = to };
    }

    /// <summary>Lets the key go whose value is at a place, as if it had never been: its value is lost.</summary>
    public void Lose(TLocation location)
    {
        for (var number = 0; number < keys.Count; number++)
        {
            if (keys[number].Offset > 0 && Stored(number).Location.Equals(location))
                Drop(number);
        }

        LetGoOfDropped();
    }

    // A dropped key has a number still.
    private int NumberOf(string key) => keys.Find(key) is >= 0 and var number && keys[number].Offset > 0 ? number : -1;

    private KeyValue ValueOf(string key) => keys.Find(key) is >= 0 and var number ? keys[number] : default;

    private KeyEntry<TLocation> Entry(int number)
    {
        var (value, stored) = (keys[number], Stored(number));
        return new KeyEntry<TLocation>(keys.LastingKeyOf(number), value.Offset, stored.Location, value.Removed, stored.Time);
    }

    private ref LogEntry<TLocation> Stored(int number)
    {
        ref var value = ref keys[number];
        return ref value.Kept == KeyValue.InLog ? ref log[value.Offset] : ref kept![value.Kept];
    }

    private int Keep(LogEntry<TLocation> entry) => (kept ??= new RetainedEntries<TLocation>()).Add(entry);

    private void Set(string key, KeyValue value)
    {
        var number = keys.FindOrAdd(key);
        var old = keys[number];
        keys[number] = value;
        Free(old);
        if (old.Offset == 0)
            Count++;
        // A second compaction up to the same offset leaves it where it is.
        if (old.Offset != value.Offset)
            changes.Add(new Change(value.Offset, number), keys, Count);
    }

    private void Drop(int number)
    {
        var old = keys[number];
        keys[number] = default;
        Free(old);
        Count--;
    }

    private void Free(KeyValue value)
    {
        if (value.Kept == KeyValue.InLog)
            return;
        kept!.Free(value.Kept);
        if (!kept.IsSparse)
            return;
        var fewer = new RetainedEntries<TLocation>();
        for (var number = 0; number < keys.Count; number++)
        {
            ref var other = ref keys[number];
            if (other.Kept != KeyValue.InLog)
                other = other with { Kept = fewer.Add(kept[other.Kept]) };
        }

        kept = fewer;
    }

    // A dropped key keeps its number until most keys are such: then the others get new ones.
    private void LetGoOfDropped()
    {
        if (keys.Count - Count <= Math.Max(SmallCount, Count))
            return;
        var next = 0;
        var numbers = new int[keys.Count];
        for (var number = 0; number < numbers.Length; number++)
            numbers[number] = keys[number].Offset > 0 ? next++ : -1;
        changes.Renumber(keys, numbers);
        sorted?.Renumber(numbers);
        keys = keys.Renumbered(numbers);
    }
}

/// <summary>What is known of a key's present value or tombstone; the default is that there is none.</summary>
/// <param name="Offset">The publication that set it, or what a compaction stands up to; 0 when there is none.</param>
/// <param name="Kept">Its number among the kept places, or <see cref="InLog"/>.</param>
/// <param name="Removed">Whether it is a tombstone.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct KeyValue(long Offset, int Kept, bool Removed)
{
    /// <summary>The log has its place.</summary>
    public const int InLog = 0;
}
