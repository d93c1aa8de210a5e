using RealtimeHub.Documents.Codec;
using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents.Editing;

/// <summary>
/// Local changes of texts. Where formats start and end, and which of them are left out because they say nothing new, is
/// as in yjs (src/types/YText.js).
/// </summary>
internal static class TextEditor
{
    /// <summary>Inserts text with formats; with those of the place when they are null.</summary>
    public static void Insert(Transaction transaction, Branch branch, int index, string text, Attributes? attributes)
    {
        CheckIndex(branch, index, 0);
        var position = TextPosition.Find(transaction, branch, index);
        InsertText(transaction, branch, position, text, attributes ?? position.Attributes.Copy());
    }

    public static void InsertEmbed(Transaction transaction, Branch branch, int index, object? embed, Attributes attributes)
    {
        CheckIndex(branch, index, 0);
        InsertItem(transaction, branch, TextPosition.Find(transaction, branch, index), () => EmbedItem(transaction, embed), attributes);
    }

    public static void Delete(Transaction transaction, Branch branch, int index, int length)
    {
        CheckIndex(branch, index, length);
        if (length > 0)
            DeleteText(transaction, branch, TextPosition.Find(transaction, branch, index), length);
    }

    public static void Format(Transaction transaction, Branch branch, int index, int length, Attributes attributes)
    {
        CheckIndex(branch, index, length);
        var position = TextPosition.Find(transaction, branch, index);
        if (length > 0 && position.Right is not null)
            FormatText(transaction, branch, position, length, attributes);
    }

    public static void ApplyDelta(Transaction transaction, Branch branch, IReadOnlyList<DeltaOperation> delta)
    {
        var position = new TextPosition(branch);
        foreach (var operation in delta)
        {
            var attributes = Attributes.Of(operation.Attributes);
            if (operation.Insert is string text)
            {
                if (text.Length > 0)
                    InsertText(transaction, branch, position, text, attributes);
            }
            else if (operation.Insert is not null)
            {
                InsertItem(transaction, branch, position, () => EmbedItem(transaction, operation.Insert), attributes);
            }
            else if (operation.Retain > 0)
            {
                FormatText(transaction, branch, position, operation.Retain, attributes);
            }
            else if (operation.Delete > 0)
            {
                DeleteText(transaction, branch, position, operation.Delete);
            }
        }
    }

    private static void CheckIndex(Branch branch, int index, int length)
    {
        if (index < 0 || length < 0 || length > branch.Length - index)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"index and length: {length} units from {index} exceed the text, which has {branch.Length}");
    }

    private static Item TextItem(Transaction transaction, string text)
    {
        var client = transaction.Store.For(transaction.Document.ClientId);
        text.CopyTo(transaction.Store.Text.Reserve(text.Length, out var chunk, out var start));
        return new Item(client, client.State, text.Length, ContentKind.String) { Content = chunk, TextStart = start };
    }

    private static Item EmbedItem(Transaction transaction, object? embed)
    {
        var client = transaction.Store.For(transaction.Document.ClientId);
        return embed is YType
            ? ItemValues.Make(client, embed)
            : new Item(client, client.State, 1, ContentKind.Embed) { Content = new JsonContent(JsonText.Stringify(embed)) };
    }

    private static void InsertText(Transaction transaction, Branch branch, TextPosition position, string text, Attributes attributes) =>
        InsertItem(transaction, branch, position, () => TextItem(transaction, text), attributes);

    private static void InsertItem(Transaction transaction, Branch branch, TextPosition position, Func<Item> make, Attributes attributes)
    {
        foreach (var (key, _) in position.Attributes.All)
        {
            if (!attributes.Contains(key))
                attributes.Set(key, Attributes.Null);
        }

        PassRedundant(position, attributes);
        var ends = StartFormats(transaction, position, attributes);
        var item = make();
        branch.Markers?.Shift(position.Index, item.Length);
        position.Place(transaction, item);
        EndFormats(transaction, position, ends);
    }

    private static void FormatText(Transaction transaction, Branch branch, TextPosition position, int length, Attributes attributes)
    {
        PassRedundant(position, attributes);
        var ends = StartFormats(transaction, position, attributes);
        while (position.Right is { } item && (length > 0 || (ends.Count > 0 && (item.IsDeleted || item.Kind == ContentKind.Format))))
        {
            if (!item.IsDeleted)
            {
                if (item.Kind == ContentKind.Format)
                {
                    if (!Replace(transaction, position, (FormatContent)item.Content!, length, attributes, ends))
                        break;
                }
                else
                {
                    if (length < item.Length)
                        ItemSplitter.SplitAt(transaction, item, length);
                    length -= item.Length;
                }
            }

            position.Forward();
        }

        // A delta may format the line end that editors have behind the text.
        if (length > 0)
            position.Place(transaction, TextItem(transaction, new string('\n', length)));
        EndFormats(transaction, position, ends);
    }

    /// <summary>Deletes a format that the new ones replace; false where what is formatted has ended.</summary>
    private static bool Replace(Transaction transaction, TextPosition position, FormatContent format, int length, Attributes attributes, Attributes ends)
    {
        if (!attributes.Contains(format.Key))
        {
            position.Attributes.Set(format.Key, format.Value);
            return true;
        }

        if (Attributes.AreEqual(attributes.Get(format.Key), format.Value))
            ends.Remove(format.Key);
        else if (length == 0)
            return false;
        else
            ends.Set(format.Key, format.Value);
        ItemRemover.Delete(transaction, position.Right!);
        return true;
    }

    private static void DeleteText(Transaction transaction, Branch branch, TextPosition position, int length)
    {
        var left = length;
        var formats = branch.HasFormatting ? position.Attributes.Copy() : null;
        var start = position.Right;
        while (left > 0 && position.Right is { } item)
        {
            if (!item.IsDeleted && item.Kind is ContentKind.String or ContentKind.Embed or ContentKind.Type)
            {
                if (left < item.Length)
                    ItemSplitter.SplitAt(transaction, item, left);
                left -= item.Length;
                ItemRemover.Delete(transaction, item);
            }

            position.Forward();
        }

        if (start is not null && formats is not null)
            FormattingCleanup.CleanGap(transaction, start, position.Right, formats, position.Attributes);
        branch.Markers?.Shift(position.Index, left - length);
    }

    /// <summary>Passes what is deleted and formats that say the same.</summary>
    private static void PassRedundant(TextPosition position, Attributes attributes)
    {
        while (position.Right is { } item && (item.IsDeleted
            || (item.Kind == ContentKind.Format && (FormatContent)item.Content! is var format && Attributes.AreEqual(attributes.Get(format.Key), format.Value))))
            position.Forward();
    }

    /// <summary>Starts formats that don't hold yet, and gives those that must hold again afterwards.</summary>
    private static Attributes StartFormats(Transaction transaction, TextPosition position, Attributes attributes)
    {
        var ends = new Attributes();
        foreach (var (key, value) in attributes.All)
        {
            var held = position.Attributes.Get(key);
            if (Attributes.AreEqual(held, value))
                continue;
            ends.Set(key, held);
            position.Place(transaction, FormatItem(transaction, key, value));
        }

        return ends;
    }

    private static void EndFormats(Transaction transaction, TextPosition position, Attributes ends)
    {
        while (position.Right is { } item && (item.IsDeleted
            || (item.Kind == ContentKind.Format && (FormatContent)item.Content! is var format && ends.Contains(format.Key) && Attributes.AreEqual(ends.Get(format.Key), format.Value))))
        {
            if (!item.IsDeleted)
                ends.Remove(((FormatContent)item.Content!).Key);
            position.Forward();
        }

        foreach (var (key, value) in ends.All)
            position.Place(transaction, FormatItem(transaction, key, value));
    }

    private static Item FormatItem(Transaction transaction, string key, JsonContent value)
    {
        var client = transaction.Store.For(transaction.Document.ClientId);
        return new Item(client, client.State, 1, ContentKind.Format) { Content = new FormatContent(key, value) };
    }
}
