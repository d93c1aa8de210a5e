using RealtimeHub.Documents.Codec;

namespace RealtimeHub.Documents.Store;

/// <summary>Joins structs to their neighbours where one struct can say the same.</summary>
internal static class ItemMerger
{
    /// <summary>Joins the struct at an index to those before it, as many as fit, and gives how many were joined.</summary>
    public static int MergeToLeft(ClientBlocks client, int index)
    {
        var at = index;
        while (at > 0 && TryMerge(client[at - 1], client[at]))
            at--;
        var merged = index - at;
        if (merged > 0)
            client.RemoveRange(index + 1 - merged, merged);
        return merged;
    }

    private static bool TryMerge(Item left, Item right)
    {
        if (left.Kind != right.Kind || left.IsDeleted != right.IsDeleted)
            return false;
        if (left.IsGc)
        {
            left.Length += right.Length;
            return true;
        }

        return left.Right == right
            && right.OriginClient == left.Client
            && right.OriginClock == left.End - 1
            && left.HasSameRightOrigin(right)
            && TryMergeItems(left, right);
    }

    private static bool TryMergeItems(Item left, Item right)
    {
        if (!ItemContent.TryJoin(left, right))
            return false;
        if (right.IsMarked)
            right.Parent!.Markers?.Joined(left, right);
        left.Right = right.Right;
        if (left.Right is not null)
            left.Right.Left = left;
        left.Length += right.Length;
        if (right.ParentSub is not null && right.Parent!.MapItem(right.ParentSub) == right)
            right.Parent.SetMapItem(right.ParentSub, left);
        return true;
    }
}
