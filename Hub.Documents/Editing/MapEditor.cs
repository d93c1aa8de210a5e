using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents.Editing;

/// <summary>Local changes of maps, and of the attributes of XML elements and texts.</summary>
internal static class MapEditor
{
    public static void Set(Transaction transaction, Branch branch, string key, object? value)
    {
        var item = ItemValues.Make(transaction.Store.For(transaction.Document.ClientId), value);
        item.ParentSub = key;
        ListEditor.Place(transaction, branch, branch.MapItem(key), null, item);
    }

    public static void Delete(Transaction transaction, Branch branch, string key)
    {
        if (branch.MapItem(key) is { } item)
            ItemRemover.Delete(transaction, item);
    }

    public static bool TryGet(Branch branch, string key, out object? value)
    {
        var item = branch.MapItem(key);
        var found = item is { IsDeleted: false };
        value = found ? ItemValues.Last(item!) : null;
        return found;
    }

    public static IEnumerable<KeyValuePair<string, object?>> All(Branch branch)
    {
        foreach (var (key, item) in branch.Map ?? [])
        {
            if (!item.IsDeleted)
                yield return KeyValuePair.Create(key, ItemValues.Last(item));
        }
    }
}
