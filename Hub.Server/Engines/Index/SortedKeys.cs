namespace RealtimeHub.Server.Engines.Index;

/// <summary>
/// A channel's keys in order. Sorting waits for the first read after new keys came: a state is written far more often
/// than it is listed, and a plain array costs 8 bytes a key where a tree costs 50. Not thread-safe.
/// </summary>
internal sealed class SortedKeys<TPlace>
    where TPlace : struct, IPlace, IEquatable<TPlace>
{
    private static readonly Comparison<KeyEntry<TPlace>> ByKey = (x, y) => Utf8Order.Compare(x.Key, y.Key);
    private List<KeyEntry<TPlace>> sorted = [];
    private List<KeyEntry<TPlace>> added = [];
    private int forgotten;

    public void Add(KeyEntry<TPlace> entry) => added.Add(entry);

    /// <summary>The entry is marked as forgotten already.</summary>
    public void Forget()
    {
        forgotten++;
        if (forgotten > 16 && forgotten > (sorted.Count + added.Count) / 2)
            Settle();
    }

    /// <summary>The entries in order, from the first at or behind a key.</summary>
    public ReadOnlySpan<KeyEntry<TPlace>> From(string key, bool inclusive)
    {
        Settle();
        int low = 0, high = sorted.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            var order = Utf8Order.Compare(sorted[middle].Key, key);
            if (order < 0 || (order == 0 && !inclusive))
                low = middle + 1;
            else
                high = middle;
        }

        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(sorted)[low..];
    }

    private void Settle()
    {
        if (added.Count == 0 && forgotten == 0)
            return;
        added.Sort(ByKey);
        var merged = new List<KeyEntry<TPlace>>(Math.Max(0, sorted.Count + added.Count - forgotten));
        int i = 0, j = 0;
        while (i < sorted.Count || j < added.Count)
        {
            var old = j == added.Count || (i < sorted.Count && ByKey(sorted[i], added[j]) <= 0);
            var next = old ? sorted[i++] : added[j++];
            if (!next.Forgotten)
                merged.Add(next);
        }

        sorted = merged;
        added = [];
        forgotten = 0;
    }
}
