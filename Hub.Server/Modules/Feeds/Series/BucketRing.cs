namespace RealtimeHub.Server.Modules.Feeds.Series;

/// <summary>The newest buckets of one width, those that have values. Begins small and grows up to its limit; then the oldest goes.</summary>
internal sealed class BucketRing(long widthMs, int capacity)
{
    private Bucket[] buckets = new Bucket[4];
    private int first;

    public int Count { get; private set; }

    /// <summary>The bucket at a place, the oldest at 0.</summary>
    public ref Bucket this[int index] => ref buckets[(first + index) % buckets.Length];

    /// <summary>Adds a value. A time before the newest bucket counts for that one: clocks may step back.</summary>
    /// <returns>Whether the oldest bucket had to go.</returns>
    public bool Add(long time, double value)
    {
        var start = time - (time % widthMs);
        if (Count > 0 && this[Count - 1].Time >= start)
        {
            this[Count - 1].Add(value);
            return false;
        }

        return Append(Bucket.Of(start, value));
    }

    /// <summary>Appends a bucket behind the newest.</summary>
    /// <returns>Whether the oldest bucket had to go.</returns>
    public bool Append(in Bucket bucket)
    {
        var isFull = Count == capacity;
        if (isFull)
        {
            first = (first + 1) % buckets.Length;
            Count--;
        }
        else if (Count == buckets.Length)
        {
            Grow();
        }

        Count++;
        this[Count - 1] = bucket;
        return isFull;
    }

    private void Grow()
    {
        var larger = new Bucket[Math.Min(capacity, buckets.Length * 2)];
        for (var i = 0; i < Count; i++)
            larger[i] = this[i];
        (buckets, first) = (larger, 0);
    }
}
