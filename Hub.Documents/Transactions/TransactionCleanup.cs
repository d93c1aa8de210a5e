using System.Runtime.ExceptionServices;
using RealtimeHub.Documents.Codec;
using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents;

/// <summary>
/// What follows a transaction: observers, forgetting what was deleted, joining structs, and the update. The order of these
/// steps is that of yjs (src/utils/Transaction.js), so that structs come out the same.
/// </summary>
internal static class TransactionCleanup
{
    /// <summary>Ends transactions one after another, those included that observers make.</summary>
    public static void Run(List<Transaction> transactions)
    {
        ExceptionDispatchInfo? first = null;
        for (var i = 0; i < transactions.Count; i++)
        {
            try
            {
                transactions[i].Touched.End();
                Observers.Call(transactions[i]);
            }
            catch (Exception e)
            {
                first ??= ExceptionDispatchInfo.Capture(e);
            }

            try
            {
                Settle(transactions[i]);
            }
            catch (Exception e)
            {
                first ??= ExceptionDispatchInfo.Capture(e);
            }
        }

        transactions.Clear();
        first?.Throw();
    }

    private static void Settle(Transaction transaction)
    {
        var document = transaction.Document;
        if (document.CollectsGarbage)
            Collect(transaction.Deleted);
        MergeDeleted(transaction.Deleted);
        MergeAdded(transaction.Touched);
        MergeSplit(transaction.ToMerge);
        document.KeepClientIdUnique(transaction);
        document.RaiseUpdated(transaction);
    }

    private static void Collect(DeletedRanges deleted)
    {
        foreach (var range in deleted.Sorted)
        {
            for (var i = range.Client.IndexOf(range.Clock); i < range.Client.Count && range.Client[i] is var item && item.Clock < range.End; i++)
            {
                if (item.IsDeleted && item.Kind is not (ContentKind.Gc or ContentKind.Deleted))
                    ItemRemover.Collect(item);
            }
        }
    }

    private static void MergeDeleted(DeletedRanges deleted)
    {
        var ranges = deleted.Sorted;
        for (var i = ranges.Count - 1; i >= 0; i--)
        {
            var (client, range) = (ranges[i].Client, ranges[i]);

            // The struct after the last deleted one may fit, too.
            var at = Math.Min(client.Count - 1, 1 + client.IndexOf(range.End - 1));
            while (at > 0 && client[at].Clock >= range.Clock)
                at -= 1 + ItemMerger.MergeToLeft(client, at);
        }
    }

    private static void MergeAdded(TouchedClients touched)
    {
        foreach (var touch in touched.All)
        {
            var client = touch.Client;
            var first = Math.Max(client.IndexOf(touch.Before), 1);
            for (var i = client.Count - 1; i >= first;)
                i -= 1 + ItemMerger.MergeToLeft(client, i);
        }
    }

    private static void MergeSplit(List<Item> items)
    {
        for (var i = items.Count - 1; i >= 0; i--)
        {
            var client = items[i].Client;
            var at = client.IndexOf(items[i].Clock);
            if (at + 1 < client.Count && ItemMerger.MergeToLeft(client, at + 1) > 1)
                continue;
            if (at > 0)
                ItemMerger.MergeToLeft(client, at);
        }
    }
}
