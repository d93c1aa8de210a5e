using RealtimeHub.Documents.Codec;

namespace RealtimeHub.Documents.Store;

/// <summary>
/// Puts items in the list or under the key where all replicas put them. The order of concurrent items is that of yjs
/// (src/structs/Item.js), which follows YATA (Nicolaescu, Jahns, Derntl, Klamma: Near Real-Time Peer-to-Peer Shared Editing on
/// Extensible Data Types, 2016).
/// </summary>
internal sealed class ItemIntegrator
{
    private readonly HashSet<Item> conflicting = [];
    private readonly HashSet<Item> beforeOrigin = [];

    /// <summary>Takes an item whose place is resolved.</summary>
    public void Integrate(Transaction transaction, Item item)
    {
        if (item.Parent is null)
        {
            item.BecomeGc();
            transaction.Add(item.Client, item);
            return;
        }

        var parent = item.Parent;
        if (HasConflicts(item))
            item.Left = FindLeft(transaction, item);
        Link(transaction, item, parent);
        if (item.ParentSub is null && item.IsVisible)
            parent.Length += item.Length;
        transaction.Add(item.Client, item);
        IntegrateContent(transaction, item, parent);
        transaction.AddChanged(parent, item.ParentSub);
        if (parent.IsDeleted || (item.ParentSub is not null && item.Right is not null))
            ItemRemover.Delete(transaction, item);
    }

    private static bool HasConflicts(Item item) =>
        item.Left is null ? item.Right is null || item.Right.Left is not null : item.Left.Right != item.Right;

    private Item? FindLeft(Transaction transaction, Item item)
    {
        var left = item.Left;
        var other = left is null ? item.Parent!.First(item.ParentSub) : left.Right;
        if (other is null || other == item.Right)
            return left;

        conflicting.Clear();
        beforeOrigin.Clear();
        for (; other is not null && other != item.Right; other = other.Right)
        {
            if (--transaction.WorkLeft < 0)
                Fault.Limit("update: ordering its insertions takes more steps than the limit; send smaller updates");
            beforeOrigin.Add(other);
            conflicting.Add(other);
            if (item.HasSameOrigin(other))
            {
                if (other.Client.Client < item.Client.Client)
                {
                    left = other;
                    conflicting.Clear();
                }
                else if (item.HasSameRightOrigin(other))
                {
                    // Both were inserted at the same place: the greater client comes first here, and the search ends.
                    break;
                }
            }
            else if (other.OriginClient is not null && other.OriginClient.Find(other.OriginClock) is var origin && beforeOrigin.Contains(origin))
            {
                if (!conflicting.Contains(origin))
                {
                    left = other;
                    conflicting.Clear();
                }
            }
            else
            {
                break;
            }
        }

        return left;
    }

    private static void Link(Transaction transaction, Item item, Branch parent)
    {
        if (item.Left is not null)
        {
            item.Right = item.Left.Right;
            item.Left.Right = item;
        }
        else
        {
            item.Right = parent.First(item.ParentSub);
            if (item.ParentSub is null)
                parent.Start = item;
        }

        if (item.Right is not null)
        {
            item.Right.Left = item;
        }
        else if (item.ParentSub is not null)
        {
            // It is the key's value now; the former one is deleted.
            parent.SetMapItem(item.ParentSub, item);
            if (item.Left is not null)
                ItemRemover.Delete(transaction, item.Left);
        }
    }

    private static void IntegrateContent(Transaction transaction, Item item, Branch parent)
    {
        if (!transaction.IsLocal)
            parent.Markers?.Clear();
        switch (item.Kind)
        {
            case ContentKind.Deleted:
                transaction.Deleted.Add(item.Client, item.Clock, item.Length);
                item.Flags |= ItemFlags.Deleted;
                break;
            case ContentKind.Format:
                parent.Markers = null;
                parent.HasFormatting = true;
                break;
            case ContentKind.Type:
                var branch = (Branch)item.Content!;
                branch.Doc = transaction.Document;
                branch.Item = item;
                branch.View?.IntegratePending();
                break;
            default:
                break;
        }
    }
}
