using RealtimeHub.Documents.Codec;

namespace RealtimeHub.Documents.Store;

/// <summary>Turns the ids that an item of an update names into the items themselves.</summary>
internal static class ItemPlacer
{
    /// <summary>The client and clock of a struct that the item needs and that hasn't arrived; null when all are there.</summary>
    public static (ClientBlocks Client, int Clock)? FindMissing(Item item)
    {
        // Those of the item's own client come before it by its clock.
        if (item.OriginClient is { } origin && origin != item.Client && item.OriginClock >= origin.State)
            return (origin, item.OriginClock);
        if (item.RightOriginClient is { } right && right != item.Client && item.RightOriginClock >= right.State)
            return (right, item.RightOriginClock);
        return null;
    }

    /// <summary>Sets left, right and parent, where nothing is missing. Without a parent the item can only be collected.</summary>
    public static void Resolve(Transaction transaction, Item item)
    {
        if ((item.Flags & ItemFlags.ParentIsItem) != 0)
        {
            ResolveParent(item);
            return;
        }

        if (item.OriginClient is not null)
        {
            item.Left = ItemSplitter.CleanEnd(transaction, item.OriginClient, item.OriginClock);
            item.OriginClock = item.Left.End - 1;
        }

        if (item.RightOriginClient is not null)
        {
            item.Right = ItemSplitter.CleanStart(transaction, item.RightOriginClient, item.RightOriginClock);
            item.RightOriginClock = item.Right.Clock;
        }

        if (item.Left is { IsGc: true } || item.Right is { IsGc: true })
        {
            item.Parent = null;
        }
        else if (item.Parent is null && (item.Left ?? item.Right) is { } neighbour)
        {
            item.Parent = neighbour.Parent;
            item.ParentSub = neighbour.ParentSub;
        }
    }

    private static void ResolveParent(Item item)
    {
        var parent = item.OriginClient!.Find(item.OriginClock);
        item.Parent = parent.Kind == ContentKind.Type ? (Branch)parent.Content! : null;
        item.Flags &= ~ItemFlags.ParentIsItem;
        item.OriginClient = null;
        item.OriginClock = 0;
    }
}
