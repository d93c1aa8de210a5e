namespace RealtimeHub.Server.Engines.Index;

/// <summary>
/// Items in one array. It grows by a quarter where a list doubles: of what an index takes, little may stand empty. For
/// fields: a copy shares the array and not the count. Not thread-safe.
/// </summary>
internal struct GrowingArray<T>
{
    private const int SmallCount = 16;

    private T[]? items;

    public int Count { readonly get; private set; }

    public readonly int Capacity => items?.Length ?? 0;

    public readonly ref T this[int index] => ref items![index];

    public readonly Span<T> AsSpan() => items.AsSpan(0, Count);

    public readonly ReadOnlyMemory<T> AsMemory(int start, int length) => items.AsMemory(start, length);

    public void Add(T item)
    {
        if (Count == Capacity)
            Grow(Count + 1);
        items![Count++] = item;
    }

    /// <summary>Adds so many items, to be filled.</summary>
    public Span<T> Take(int count)
    {
        if (Count + count > Capacity)
            Grow(Count + count);
        Count += count;
        return items.AsSpan(Count - count, count);
    }

    public void Insert(int index, T item)
    {
        Add(item);
        Array.Copy(items!, index, items!, index + 1, Count - 1 - index);
        items![index] = item;
    }

    /// <summary>Drops the last items, and the room that they took if most of it was theirs.</summary>
    public void CutTo(int count)
    {
        AsSpan()[count..].Clear();
        Count = count;
        if (Capacity > SmallCount && count <= Capacity / 4)
            Array.Resize(ref items, count);
    }

    private void Grow(int needed) =>
        Array.Resize(ref items, Math.Max(needed, Count + Math.Max(Math.Min(Count, 4), Count / 4)));
}
