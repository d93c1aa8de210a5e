namespace RealtimeHub.Server.Engines.Index;

/// <summary>
/// A channel's keys in order of their UTF-8, by number. Sorting waits for the first read after new keys came: a state is
/// written far more often than it is listed, and numbers cost 4 bytes a key where a tree costs 50. Not thread-safe.
/// </summary>
internal sealed class SortedKeys
{
    private int[] sorted = [];

    /// <summary>The keys in order, from the first at or behind one.</summary>
    public ReadOnlySpan<int> From(KeyTable<KeyValue> keys, ReadOnlySpan<byte> key, bool inclusive)
    {
        Settle(keys);
        return sorted.AsSpan(Find(keys, key, inclusive));
    }

    /// <summary>Takes the keys' new numbers by their old ones; −1 is for those that are gone.</summary>
    public void Renumber(int[] numbers) =>
        sorted = [.. sorted.Select(number => numbers[number]).Where(static number => number >= 0)];

    private void Settle(KeyTable<KeyValue> keys)
    {
        if (sorted.Length == keys.Count)
            return;
        // Keys are numbered as they come: those that are missing here are the last.
        var added = new int[keys.Count - sorted.Length];
        for (var i = 0; i < added.Length; i++)
            added[i] = sorted.Length + i;
        added.AsSpan().Sort((x, y) => keys.KeyOf(x).SequenceCompareTo(keys.KeyOf(y)));
        // Most often few are added to many: runs of what was sorted are copied.
        var merged = new int[keys.Count];
        int from = 0, next = 0;
        foreach (var number in added)
        {
            var to = Find(keys, keys.KeyOf(number), inclusive: true);
            Array.Copy(sorted, from, merged, next, to - from);
            next += to - from;
            merged[next++] = number;
            from = to;
        }

        Array.Copy(sorted, from, merged, next, sorted.Length - from);
        sorted = merged;
    }

    private int Find(KeyTable<KeyValue> keys, ReadOnlySpan<byte> key, bool inclusive)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            var order = keys.KeyOf(sorted[middle]).SequenceCompareTo(key);
            if (order < 0 || (order == 0 && !inclusive))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
