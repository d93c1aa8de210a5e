using System.Numerics;

namespace RealtimeHub.Server.Engines.Index;

/// <summary>A queue that is read by position. It grows and shrinks with what it holds. Not thread-safe.</summary>
internal sealed class Ring<T>
{
    private const int Smallest = 4;
    private T[] items = [];
    private int start;

    public int Count { get; private set; }

    public int Capacity => items.Length;

    public ref T this[int index] => ref items[(start + index) & (items.Length - 1)];

    public void Add(T item)
    {
        if (Count == items.Length)
            Resize(Math.Max(Smallest, items.Length * 2));
        Count++;
        this[Count - 1] = item;
    }

    public void Reserve(int count)
    {
        if (count > items.Length)
            Resize((int)BitOperations.RoundUpToPowerOf2((uint)count));
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
        start = (start + count) & (items.Length - 1);
        Count -= count;
        // A quarter, not a half: else a ring at the edge would be copied again and again.
        if (items.Length > Smallest && Count <= items.Length / 4)
            Resize(Math.Max(Smallest, (int)BitOperations.RoundUpToPowerOf2((uint)Count * 2)));
    }

    public void Clear()
    {
        items = [];
        start = Count = 0;
    }

    private void Resize(int capacity)
    {
        var larger = new T[capacity];
        for (var i = 0; i < Count; i++)
            larger[i] = this[i];
        items = larger;
        start = 0;
    }
}
