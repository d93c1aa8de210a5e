using System.Runtime.CompilerServices;

namespace RealtimeHub.Documents.Store;

/// <summary>All structs of one client, by clock and without holes: an array that is searched in halves.</summary>
internal sealed class ClientBlocks(long client)
{
    private Item[] items = [];
    private int lastFound;

    public long Client => client;

    public int Count { get; private set; }

    /// <summary>The next clock that is expected from the client.</summary>
    public int State { get; private set; }

    /// <summary>The transaction that last added to it, so that others are asked only once.</summary>
    public Transaction? LastTransaction { get; set; }

    /// <summary>What an update brings of the client while it is integrated.</summary>
    public IncomingBlocks? Incoming { get; set; }

    public Item this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => items[index];
    }

    public ReadOnlySpan<Item> Items => items.AsSpan(0, Count);

    public void Add(Item item)
    {
        if (item.Clock != State)
            throw new InvalidOperationException($"struct of clock {item.Clock} can't follow clock {State} of client {client}");
        if (Count == items.Length)
            Array.Resize(ref items, Count == 0 ? 4 : Count * 2);
        items[Count++] = item;
        State = item.End;
    }

    public void Insert(int index, Item item)
    {
        if (Count == items.Length)
            Array.Resize(ref items, Count * 2);
        Array.Copy(items, index, items, index + 1, Count - index);
        items[index] = item;
        Count++;
    }

    public void RemoveRange(int index, int count)
    {
        Array.Copy(items, index + count, items, index, Count - index - count);
        Array.Clear(items, Count - count, count);
        Count -= count;
    }

    /// <summary>The index of the struct that holds a clock, which must be below <see cref="State"/>.</summary>
    public int IndexOf(int clock)
    {
        if ((uint)lastFound < (uint)Count && items[lastFound] is var last && last.Clock <= clock && clock < last.End)
            return lastFound;
        int low = 0, high = Count - 1;
        if (items[high].Clock <= clock)
            low = high;
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (items[middle].Clock <= clock)
                low = middle;
            else
                high = middle - 1;
        }

        lastFound = low;
        return low;
    }

    public Item Find(int clock) => items[IndexOf(clock)];
}

/// <summary>The structs of one client that an update brings, and how many of them are taken.</summary>
internal sealed class IncomingBlocks(ClientBlocks client)
{
    public ClientBlocks Client => client;

    public List<Item> Items { get; private set; } = [];

    public int Taken { get; set; }

    public bool IsExhausted => Taken == Items.Count;

    public Item Take() => Items[Taken++];

    /// <summary>Gives all from a struct that was taken, and is empty afterwards.</summary>
    public List<Item> TakeRest(Item from)
    {
        var start = Items.LastIndexOf(from, Taken - 1);
        var rest = Items.GetRange(start, Items.Count - start);
        Items = [];
        Taken = 0;
        return rest;
    }
}
