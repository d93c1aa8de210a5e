using RealtimeHub.Documents.Codec;
using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents.Editing;

/// <summary>Local changes that give a type what another one shows. Types within types are walked with lists, not with the stack.</summary>
internal static class ContentCopier
{
    /// <summary>Deletes what a type shows, and inserts what another one of another document shows; nothing when both show the same.</summary>
    public static void Replace(Transaction transaction, Branch target, Branch? source)
    {
        if (AsUpdate(target).AsSpan().SequenceEqual(AsUpdate(source)))
            return;
        for (var item = target.Start; item is not null; item = item.Right)
            ItemRemover.Delete(transaction, item);
        foreach (var item in target.Map?.Values ?? Enumerable.Empty<Item>())
            ItemRemover.Delete(transaction, item);
        target.Markers = null;
        if (source is not null)
            Copy(transaction, target, source);
    }

    /// <summary>What a type shows, without its history.</summary>
    private static byte[] AsUpdate(Branch? source)
    {
        var document = new YDoc(0);
        if (source is not null)
            document.Transact((document, source), static (transaction, at) => Copy(transaction, at.document.Root(""), at.source));
        return document.EncodeStateAsUpdate();
    }

    private static void Copy(Transaction transaction, Branch target, Branch source)
    {
        var types = new Stack<(Branch Target, Branch Source)>();
        types.Push((target, source));
        while (types.TryPop(out var pair))
        {
            Item? left = null;
            for (var item = pair.Source.Start; item is not null; item = item.Right)
            {
                if (!item.IsDeleted)
                    left = ListEditor.Place(transaction, pair.Target, left, left is null ? pair.Target.Start : left.Right, CopyOf(transaction, item, types));
            }

            foreach (var (key, item) in pair.Source.Map?.OrderBy(entry => entry.Key, StringComparer.Ordinal) ?? Enumerable.Empty<KeyValuePair<string, Item>>())
            {
                if (item.IsDeleted)
                    continue;
                var copy = CopyOf(transaction, item, types);
                copy.ParentSub = key;
                ListEditor.Place(transaction, pair.Target, pair.Target.MapItem(key), null, copy);
            }
        }
    }

    private static Item CopyOf(Transaction transaction, Item item, Stack<(Branch Target, Branch Source)> types)
    {
        var client = transaction.Store.For(transaction.Document.ClientId);
        var copy = new Item(client, client.State, item.Length, item.Kind) { Content = item.Content };
        switch (item.Content)
        {
            case TextChunk:
                item.Text.CopyTo(transaction.Store.Text.Reserve(item.Length, out var chunk, out copy.TextStart));
                copy.Content = chunk;
                break;
            case ValueRun run:
                copy.Content = new ValueRun(run.Bytes.ToArray(), 0, run.Bytes.Length);
                break;
            case Branch branch:
                var fresh = new Branch { Kind = branch.Kind, NodeName = branch.NodeName };
                copy.Content = fresh;
                types.Push((fresh, branch));
                break;
            default:
                // The others don't change once they are made.
                break;
        }

        return copy;
    }
}
