using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents.Editing;

/// <summary>What a transaction changed in the keys of a type.</summary>
internal static class KeyChanges
{
    public static Dictionary<string, KeyChange> Of(Transaction transaction, Branch branch, IEnumerable<string> keys)
    {
        var changes = new Dictionary<string, KeyChange>();
        foreach (var key in keys)
        {
            if (branch.MapItem(key) is { } item && Change(transaction, item) is { } change)
                changes[key] = change;
        }

        return changes;
    }

    private static KeyChange? Change(Transaction transaction, Item item)
    {
        var deleted = transaction.Deletes(item);
        if (!transaction.Adds(item))
            return deleted ? new KeyChange(KeyAction.Delete, ItemValues.Last(item)) : null;

        var before = item.Left;
        while (before is not null && transaction.Adds(before))
            before = before.Left;
        var had = before is not null && transaction.Deletes(before);
        if (deleted)
            return had ? new KeyChange(KeyAction.Delete, ItemValues.Last(before!)) : null;
        return had ? new KeyChange(KeyAction.Update, ItemValues.Last(before!)) : new KeyChange(KeyAction.Add, null);
    }
}
