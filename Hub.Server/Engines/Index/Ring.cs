namespace RealtimeHub.Server.Engines.Index;

/// <summary>
/// A queue that is read by position. It grows by a quarter, as <see cref="GrowingArray{T}"/> does, and shrinks with what it
/// holds. Not thread-safe.
/// </summary>
internal sealed class Ring<T>
{
    private T[] items = [];
    private int start;

    public int Count { get; private set; }

    public int Capacity => items.Length;

    public ref T this[int index]
    {
        get
        {
            var at = start + index;
            return ref items[at < items.Length ? at : at - items.Length];
        }
    }

    public void Add(T item)
    {
        if (Count == items.Length)
            Resize(Roomy(Count));
        Count++;
        this[Count - 1] = item;
    }

    public void Reserve(int count)
    {
        if (count > items.Length)
            Resize(count);
    }

    public void RemoveFirst(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        if (count == Count)
        {
            Clear();
            return;
        }

        for (var i = 0; i < count; i++)
            this[i] = default!;
        start = start + count < items.Length ? start + count : start + count - items.Length;
        Count -= count;
        // Half of it must be empty: else a ring at the edge would be copied again and again.
        if (Count <= items.Length / 2 && Roomy(Count) < items.Length)
            Resize(Roomy(Count));
    }

    public void Clear()
    {
        items = [];
        start = Count = 0;
    }

    private static int Roomy(int count) => Math.Max(1, count + Math.Max(Math.Min(count, 4), count / 4));

    private void Resize(int capacity)
    {
        var larger = new T[capacity];
        var upToEnd = Math.Min(Count, items.Length - start);
        Array.Copy(items, start, larger, 0, upToEnd);
        Array.Copy(items, 0, larger, upToEnd, Count - upToEnd);
        items = larger;
        start = 0;
    }
}
