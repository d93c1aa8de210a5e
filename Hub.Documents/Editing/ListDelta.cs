using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents.Editing;

/// <summary>What a transaction changed in a list of values.</summary>
internal static class ListDelta
{
    public static List<DeltaOperation> Of(Transaction transaction, Branch branch)
    {
        var delta = new List<DeltaOperation>();
        for (var item = branch.Start; item is not null; item = item.Right)
        {
            if (item.IsDeleted)
            {
                if (transaction.Deletes(item) && !transaction.Adds(item))
                    Delete(delta, item.Length);
            }
            else if (transaction.Adds(item))
            {
                Insert(delta, ItemValues.Of(item));
            }
            else
            {
                Retain(delta, item.Length);
            }
        }

        if (delta.Count > 0 && delta[^1].Retain > 0)
            delta.RemoveAt(delta.Count - 1);
        return delta;
    }

    private static void Delete(List<DeltaOperation> delta, int length)
    {
        if (delta.Count > 0 && delta[^1].Delete > 0)
            delta[^1] = delta[^1] with { Delete = delta[^1].Delete + length };
        else
            delta.Add(new DeltaOperation { Delete = length });
    }

    private static void Retain(List<DeltaOperation> delta, int length)
    {
        if (delta.Count > 0 && delta[^1].Retain > 0)
            delta[^1] = delta[^1] with { Retain = delta[^1].Retain + length };
        else
            delta.Add(new DeltaOperation { Retain = length });
    }

    private static void Insert(List<DeltaOperation> delta, IEnumerable<object?> values)
    {
        if (delta.Count > 0 && delta[^1].Insert is List<object?> list)
            list.AddRange(values);
        else
            delta.Add(new DeltaOperation { Insert = values.ToList() });
    }
}
