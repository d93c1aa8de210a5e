namespace RealtimeHub.Documents.Store;

/// <summary>
/// Items whose index in a list is known, so that positions are found near them. The idea and the number are those of yjs;
/// indexes lie in an array of their own, which is quick to search and to shift.
/// </summary>
internal sealed class SearchMarkers
{
    private const int Most = 80;
    private int[] indexes = new int[8];
    private Item[] items = new Item[8];
    private long[] used = new long[8];
    private int count;
    private long now;

    public void Clear()
    {
        for (var i = 0; i < count; i++)
            items[i].SetMarked(false);
        Array.Clear(items, 0, count);
        count = 0;
    }

    /// <summary>The item near an index and where it starts; the list's start when nothing is nearer.</summary>
    public Item Find(Branch branch, int index, out int itemIndex)
    {
        var marker = Nearest(index);
        var (item, at) = marker < 0 ? (branch.Start!, 0) : (items[marker], indexes[marker]);
        while (item.Right is not null && at < index)
        {
            if (item.IsVisible)
            {
                if (index < at + item.Length)
                    break;
                at += item.Length;
            }

            item = item.Right;
        }

        while (item.Left is not null && at > index)
            StepLeft(ref item, ref at);

        // A marker must not be on an item that may be joined to the one on its left.
        while (item.Left is { } left && left.Client == item.Client && left.End == item.Clock)
            StepLeft(ref item, ref at);

        itemIndex = at;
        if (marker >= 0 && Math.Abs(indexes[marker] - at) < branch.Length / Most)
            Move(marker, item, at);
        else
            Mark(item, at);
        return item;
    }

    /// <summary>Shifts what is behind an insertion of a length, or a deletion of a negative one.</summary>
    public void Shift(int index, int length)
    {
        for (var i = count - 1; i >= 0; i--)
        {
            if (length > 0 && !Settle(i))
                continue;
            if (index < indexes[i] || (length > 0 && index == indexes[i]))
                indexes[i] = Math.Max(index, indexes[i] + length);
        }
    }

    /// <summary>An item is joined to the one on its left.</summary>
    public void Joined(Item left, Item right)
    {
        for (var i = 0; i < count; i++)
        {
            if (items[i] != right)
                continue;
            items[i] = left;
            left.SetMarked(true);
            if (left.IsVisible)
                indexes[i] -= left.Length;
        }
    }

    private static void StepLeft(ref Item item, ref int at)
    {
        item = item.Left!;
        if (item.IsVisible)
            at -= item.Length;
    }

    /// <summary>Moves a marker to an item that is seen, whose position alone says on which side of an insertion it is; false when it is dropped.</summary>
    private bool Settle(int marker)
    {
        var item = items[marker];
        if (item.IsVisible)
            return true;
        Item? seen = item;
        while (seen is not null && !seen.IsVisible)
        {
            seen = seen.Left;
            if (seen is not null && seen.IsVisible)
                indexes[marker] -= seen.Length;
        }

        if (seen is null || seen.IsMarked)
        {
            Remove(marker);
            return false;
        }

        items[marker] = seen;
        seen.SetMarked(true);
        return true;
    }

    private int Nearest(int index)
    {
        var nearest = -1;
        var distance = int.MaxValue;
        for (var i = 0; i < count; i++)
        {
            var current = Math.Abs(indexes[i] - index);
            if (current < distance)
                (nearest, distance) = (i, current);
        }

        return nearest;
    }

    private void Mark(Item item, int index)
    {
        if (count < Most)
        {
            if (count == items.Length)
                Grow();
            items[count] = item;
            indexes[count] = index;
            used[count++] = now++;
            item.SetMarked(true);
            return;
        }

        var oldest = 0;
        for (var i = 1; i < count; i++)
        {
            if (used[i] < used[oldest])
                oldest = i;
        }

        Move(oldest, item, index);
    }

    private void Move(int marker, Item item, int index)
    {
        items[marker] = item;
        item.SetMarked(true);
        indexes[marker] = index;
        used[marker] = now++;
    }

    private void Remove(int marker)
    {
        count--;
        (items[marker], indexes[marker], used[marker]) = (items[count], indexes[count], used[count]);
        items[count] = null!;
    }

    private void Grow()
    {
        var size = Math.Min(items.Length * 2, Most);
        Array.Resize(ref items, size);
        Array.Resize(ref indexes, size);
        Array.Resize(ref used, size);
    }
}
