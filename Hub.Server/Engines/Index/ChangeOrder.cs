using System.Runtime.InteropServices;

namespace RealtimeHub.Server.Engines.Index;

/// <summary>
/// A channel's keys in the order of their offsets. Changing a key adds to the end and leaves its old change behind, to be
/// skipped, and swept away before the array would grow. Not thread-safe.
/// </summary>
internal sealed class ChangeOrder
{
    private GrowingArray<Change> changes;

    public int Count => changes.Count;

    /// <summary>Changes before this one are of publications that the log let go.</summary>
    public int FirstOfLog { get; set; }

    /// <summary>No change before this one is a tombstone.</summary>
    public int FirstTombstone { get; set; }

    public Change this[int index] => changes[index];

    /// <summary>Takes note of a key's present offset.</summary>
    /// <param name="change">The key and its offset.</param>
    /// <param name="keys">The keys, with that value already.</param>
    /// <param name="live">How many of them have a value.</param>
    public void Add(Change change, KeyTable<KeyValue> keys, int live)
    {
        if (changes.Count == changes.Capacity && changes.Count - live >= changes.Count / 3)
            Sweep(keys);
        if (changes.Count == 0 || changes[changes.Count - 1].Offset < change.Offset)
            changes.Add(change);
        else
            Insert(change);
    }

    /// <summary>Gives the keys new numbers.</summary>
    /// <param name="keys">The keys by their old numbers.</param>
    /// <param name="numbers">The new numbers by the old ones, for all keys that have a value.</param>
    public void Renumber(KeyTable<KeyValue> keys, int[] numbers)
    {
        Sweep(keys);
        foreach (ref var change in changes.AsSpan())
            change = change with { Key = numbers[change.Key] };
    }

    /// <summary>The first change behind an offset.</summary>
    public int FirstBehind(long offset)
    {
        int low = 0, high = changes.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (changes[middle].Offset <= offset)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    // Only a compaction and a start come with an offset from before the last one.
    private void Insert(Change change)
    {
        var at = FirstBehind(change.Offset);
        var same = at - 1;
        while (same >= 0 && changes[same].Offset == change.Offset && changes[same].Key != change.Key)
            same--;
        // A key that was dropped may come back to an offset that it once had.
        if (same >= 0 && changes[same] == change)
        {
            at = same;
        }
        else
        {
            changes.Insert(at, change);
            FirstOfLog += at < FirstOfLog ? 1 : 0;
        }

        FirstTombstone = Math.Min(FirstTombstone, at);
    }

    private void Sweep(KeyTable<KeyValue> keys)
    {
        var all = changes.AsSpan();
        var (ofLog, tombstone) = (FirstOfLog, FirstTombstone);
        var kept = 0;
        for (var i = 0; i < all.Length; i++)
        {
            if (i == ofLog)
                FirstOfLog = kept;
            if (i == tombstone)
                FirstTombstone = kept;
            // Copied in any case: which are present no branch could foretell.
            all[kept] = all[i];
            kept += all[i].IsPresent(keys) ? 1 : 0;
        }

        changes.CutTo(kept);
        FirstOfLog = Math.Min(FirstOfLog, kept);
        FirstTombstone = Math.Min(FirstTombstone, kept);
    }
}

/// <summary>The change of a key, given by its number, at an offset. Packed: 12 bytes, not 16.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct Change(long Offset, int Key)
{
    /// <summary>Whether the key hasn't been changed again or dropped.</summary>
    public bool IsPresent(KeyTable<KeyValue> keys) => keys[Key].Offset == Offset;
}
