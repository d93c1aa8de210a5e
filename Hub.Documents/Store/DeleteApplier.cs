namespace RealtimeHub.Documents.Store;

/// <summary>Deletes what a delete set names, and gives what of it hasn't arrived.</summary>
internal static class DeleteApplier
{
    public static DeleteSet Apply(Transaction transaction, DeleteSet deletes)
    {
        var unapplied = new DeleteSet();
        foreach (var (id, ranges) in deletes.Lists)
        {
            var client = transaction.Store.Find(id);
            var state = client?.State ?? 0;
            foreach (var range in ranges)
            {
                if (range.End > state)
                    unapplied.RangesFor(id).Add(new ClockRange(Math.Max(range.Clock, state), range.End - Math.Max(range.Clock, state)));
                if (range.Clock < state && range.Length > 0)
                    Delete(transaction, client!, range);
            }
        }

        return unapplied;
    }

    private static void Delete(Transaction transaction, ClientBlocks client, ClockRange range)
    {
        var index = client.IndexOf(range.Clock);
        if (!client[index].IsDeleted)
            index = ItemSplitter.CleanStartIndex(transaction, client, range.Clock);
        for (; index < client.Count && client[index] is var item && item.Clock < range.End; index++)
        {
            if (item.IsDeleted)
                continue;
            if (range.End < item.End)
                ItemSplitter.CleanStartIndex(transaction, client, range.End);
            ItemRemover.Delete(transaction, item);
        }
    }
}
