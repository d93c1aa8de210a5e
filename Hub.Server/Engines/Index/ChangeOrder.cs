namespace RealtimeHub.Server.Engines.Index;

/// <summary>
/// A channel's keys in the order of their offsets. Changing a key adds to the end and leaves its old slot behind, to be
/// skipped, and swept away once most slots are such. Not thread-safe.
/// </summary>
internal sealed class ChangeOrder<TPlace>
    where TPlace : struct, IPlace, IEquatable<TPlace>
{
    private readonly List<Slot> slots = [];

    /// <summary>Takes note of the entry's present offset.</summary>
    /// <param name="entry">The entry, changed already.</param>
    /// <param name="live">How many entries there are.</param>
    public void Add(KeyEntry<TPlace> entry, int live)
    {
        if (slots.Count >= 16 && slots.Count > 2 * live)
            slots.RemoveAll(static slot => !slot.Present);
        var slotOfEntry = new Slot(entry.Offset, entry);
        // Only a compaction comes with an offset from before the last one.
        if (slots.Count == 0 || slots[^1].Offset <= entry.Offset)
            slots.Add(slotOfEntry);
        else
            slots.Insert(FirstBehind(entry.Offset), slotOfEntry);
    }

    /// <summary>The entries changed after an offset, in order of their offsets.</summary>
    public IEnumerable<KeyEntry<TPlace>> After(long offset)
    {
        for (var i = FirstBehind(offset); i < slots.Count; i++)
        {
            if (slots[i].Present)
                yield return slots[i].Entry;
        }
    }

    private int FirstBehind(long offset)
    {
        int low = 0, high = slots.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (slots[middle].Offset <= offset)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private readonly record struct Slot(long Offset, KeyEntry<TPlace> Entry)
    {
        public bool Present => Entry.Offset == Offset && !Entry.Forgotten;
    }
}
