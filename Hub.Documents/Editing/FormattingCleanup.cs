using RealtimeHub.Documents.Codec;
using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents.Editing;

/// <summary>Deletes formats that no longer say anything, as yjs does after deletions and after updates of others (src/types/YText.js).</summary>
internal static class FormattingCleanup
{
    /// <summary>Deletes what formats of a gap between two contents say nothing new.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="start">The first item of the gap.</param>
    /// <param name="current">The item up to which <paramref name="currentFormats"/> are counted.</param>
    /// <param name="startFormats">The formats that hold at the start.</param>
    /// <param name="currentFormats">The formats that hold at <paramref name="current"/>; kept up.</param>
    public static void CleanGap(Transaction transaction, Item start, Item? current, Attributes startFormats, Attributes currentFormats)
    {
        var (end, last) = EndOfGap(start);
        var reached = false;
        for (var item = start; item != end; item = item!.Right!)
        {
            reached |= item == current;
            if (item.IsDeleted || item.Kind != ContentKind.Format)
                continue;
            var format = (FormatContent)item.Content!;
            var held = startFormats.Get(format.Key);
            if (last.GetValueOrDefault(format.Key) != format || AreIdentical(held, format.Value))
            {
                ItemRemover.Delete(transaction, item);
                if (!reached && AreIdentical(currentFormats.Get(format.Key), format.Value) && !AreIdentical(held, format.Value))
                    Restore(currentFormats, format.Key, held);
            }

            if (!reached && !item.IsDeleted)
                currentFormats.Pass(format);
        }
    }

    /// <summary>Cleans the texts that a transaction changed, in a transaction of its own.</summary>
    public static void Run(Transaction transaction)
    {
        var texts = new HashSet<Branch>();
        foreach (var touch in transaction.Touched.All)
        {
            for (var i = touch.Client.IndexOf(touch.Before); i < touch.Client.Count; i++)
            {
                if (touch.Client[i] is { IsDeleted: false, Kind: ContentKind.Format } item)
                    texts.Add(item.Parent!);
            }
        }

        transaction.Document.Transact((transaction, texts), static (cleaning, of) =>
        {
            CleanDeleted(of.transaction, cleaning, of.texts);
            foreach (var text in of.texts)
                CleanText(cleaning, text);
        });
    }

    private static void CleanDeleted(Transaction transaction, Transaction cleaning, HashSet<Branch> texts)
    {
        foreach (var range in transaction.Deleted.Sorted.ToArray())
        {
            var first = ItemSplitter.CleanStartIndex(transaction, range.Client, range.Clock);
            for (var i = first; i < range.Client.Count && range.Client[i] is var item && item.Clock < range.End; i++)
            {
                if (item.End > range.End)
                    ItemSplitter.CleanStartIndex(transaction, range.Client, range.End);
                if (item.IsGc || item.Parent is not { HasFormatting: true } parent || texts.Contains(parent))
                    continue;
                if (item.Kind == ContentKind.Format)
                    texts.Add(parent);
                else
                    CleanAround(cleaning, item);
            }
        }
    }

    /// <summary>Deletes all formats of one name but the last in the gap around a deleted item.</summary>
    private static void CleanAround(Transaction transaction, Item item)
    {
        while (item.Right is { } right && (right.IsDeleted || !right.IsCountable))
            item = right;
        var seen = new HashSet<string>();
        for (Item? at = item; at is not null && (at.IsDeleted || !at.IsCountable); at = at.Left)
        {
            if (!at.IsDeleted && at.Kind == ContentKind.Format && !seen.Add(((FormatContent)at.Content!).Key))
                ItemRemover.Delete(transaction, at);
        }
    }

    private static void CleanText(Transaction transaction, Branch text)
    {
        var start = text.Start;
        var startFormats = new Attributes();
        var formats = new Attributes();
        for (var item = text.Start; item is not null; item = item.Right)
        {
            if (item.IsDeleted)
                continue;
            if (item.Kind == ContentKind.Format)
            {
                formats.Pass((FormatContent)item.Content!);
                continue;
            }

            CleanGap(transaction, start!, item, startFormats, formats);
            startFormats = formats.Copy();
            start = item;
        }
    }

    private static (Item? End, Dictionary<string, FormatContent> Last) EndOfGap(Item start)
    {
        var last = new Dictionary<string, FormatContent>();
        Item? end = start;
        for (; end is not null && (!end.IsCountable || end.IsDeleted); end = end.Right)
        {
            if (!end.IsDeleted && end.Kind == ContentKind.Format)
                last[((FormatContent)end.Content!).Key] = (FormatContent)end.Content!;
        }

        return (end, last);
    }

    private static void Restore(Attributes formats, string key, JsonContent held)
    {
        if (held.Value is null)
            formats.Remove(key);
        else
            formats.Set(key, held);
    }

    /// <summary>Strict equality of JavaScript: of objects only the same one is equal.</summary>
    private static bool AreIdentical(JsonContent a, JsonContent b) =>
        ReferenceEquals(a.Value, b.Value) || (a.Value is string or double or bool && a.Value.Equals(b.Value));
}
