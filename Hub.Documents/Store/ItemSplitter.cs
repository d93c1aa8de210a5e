namespace RealtimeHub.Documents.Store;

/// <summary>Finds items so that one starts or ends at a clock, and splits what doesn't.</summary>
internal static class ItemSplitter
{
    /// <summary>The item that starts at a clock; a collected range is not split.</summary>
    public static Item CleanStart(Transaction transaction, ClientBlocks client, int clock) => client[CleanStartIndex(transaction, client, clock)];

    public static int CleanStartIndex(Transaction transaction, ClientBlocks client, int clock)
    {
        var index = client.IndexOf(clock);
        var item = client[index];
        if (item.Clock == clock || item.IsGc)
            return index;
        client.Insert(index + 1, Split(transaction, item, clock - item.Clock));
        return index + 1;
    }

    /// <summary>The item that ends with a clock; a collected range is not split.</summary>
    public static Item CleanEnd(Transaction transaction, ClientBlocks client, int clock)
    {
        var index = client.IndexOf(clock);
        var item = client[index];
        if (item.End - 1 != clock && !item.IsGc)
            client.Insert(index + 1, Split(transaction, item, clock - item.Clock + 1));
        return item;
    }

    /// <summary>Splits an item before an index within it.</summary>
    public static void SplitAt(Transaction transaction, Item item, int offset) => CleanStartIndex(transaction, item.Client, item.Clock + offset);

    private static Item Split(Transaction transaction, Item left, int offset)
    {
        var right = new Item(left.Client, left.Clock + offset, left.Length - offset, left.Kind)
        {
            OriginClient = left.Client,
            OriginClock = left.Clock + offset - 1,
            RightOriginClient = left.RightOriginClient,
            RightOriginClock = left.RightOriginClock,
            Left = left,
            Right = left.Right,
            Parent = left.Parent,
            ParentSub = left.ParentSub,
            Flags = left.Flags & ItemFlags.Deleted,
        };
        ItemContent.Split(left, right, offset);
        left.Length = offset;
        left.Right = right;
        if (right.Right is not null)
            right.Right.Left = right;
        else if (right.ParentSub is not null)
            right.Parent!.SetMapItem(right.ParentSub, right);
        transaction.ToMerge.Add(right);
        return right;
    }
}
