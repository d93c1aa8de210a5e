using RealtimeHub.Documents.Codec;

namespace RealtimeHub.Documents.Store;

/// <summary>Deletes items and forgets what deleted items carried. Types within types are walked with lists, not with the stack.</summary>
internal static class ItemRemover
{
    public static void Delete(Transaction transaction, Item item)
    {
        if (item.IsDeleted)
            return;
        Mark(transaction, item);
        if (item.Kind == ContentKind.Type)
            DeleteWithin(transaction, item);
    }

    /// <summary>Forgets the content of a deleted item and keeps its place; what was within it is forgotten wholly.</summary>
    public static void Collect(Item item)
    {
        var branch = item.Kind == ContentKind.Type ? (Branch)item.Content! : null;
        item.Kind = ContentKind.Deleted;
        item.Content = null;
        if (branch is not null)
            CollectWithin(branch);
    }

    private static void Mark(Transaction transaction, Item item)
    {
        var parent = item.Parent!;
        if (item.ParentSub is null && item.IsCountable)
            parent.Length -= item.Length;
        if (!transaction.IsLocal)
            parent.Markers?.Clear();
        item.Flags |= ItemFlags.Deleted;
        transaction.Deleted.Add(item.Client, item.Clock, item.Length);
        transaction.AddChanged(parent, item.ParentSub);
    }

    private static void DeleteWithin(Transaction transaction, Item type)
    {
        var types = new Stack<Branch>();
        types.Push((Branch)type.Content!);
        while (types.TryPop(out var branch))
        {
            for (var item = branch.Start; item is not null; item = item.Right)
                DeleteChild(transaction, item, types);
            foreach (var item in branch.Map?.Values ?? Enumerable.Empty<Item>())
                DeleteChild(transaction, item, types);
            transaction.Changed.Remove(branch);
        }
    }

    private static void DeleteChild(Transaction transaction, Item item, Stack<Branch> types)
    {
        if (item.IsDeleted)
        {
            // It is forgotten wholly at the end, and may then be joined to its neighbours.
            if (!transaction.Adds(item))
                transaction.ToMerge.Add(item);
            return;
        }

        Mark(transaction, item);
        if (item.Kind == ContentKind.Type)
            types.Push((Branch)item.Content!);
    }

    private static void CollectWithin(Branch root)
    {
        var branches = new Stack<Branch>();
        branches.Push(root);
        while (branches.TryPop(out var branch))
        {
            for (var item = branch.Start; item is not null;)
                item = CollectWholly(item, item.Right, branches);
            foreach (var last in branch.Map?.Values ?? Enumerable.Empty<Item>())
            {
                for (Item? item = last; item is not null;)
                    item = CollectWholly(item, item.Left, branches);
            }

            branch.Start = null;
            branch.Map = null;
            branch.Markers = null;
        }
    }

    private static Item? CollectWholly(Item item, Item? next, Stack<Branch> branches)
    {
        if (item.Kind == ContentKind.Type)
            branches.Push((Branch)item.Content!);
        item.BecomeGc();
        return next;
    }
}
