using RealtimeHub.Documents.Codec;
using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents.Editing;

/// <summary>A place between two items of a text, with its index and the formats that hold there.</summary>
internal sealed class TextPosition(Branch branch)
{
    public Item? Left { get; set; }

    public Item? Right { get; set; } = branch.Start;

    public int Index { get; set; }

    public Attributes Attributes { get; init; } = new();

    public static TextPosition Find(Transaction transaction, Branch branch, int index)
    {
        var position = new TextPosition(branch);
        if (index > 0 && branch.Start is not null && !branch.HasFormatting)
        {
            branch.Markers ??= new SearchMarkers();
            position.Right = branch.Markers.Find(branch, index, out var at);
            position.Left = position.Right.Left;
            position.Index = at;
        }

        position.Advance(transaction, index - position.Index);
        return position;
    }

    /// <summary>Goes on by a number of units and splits the item where they end.</summary>
    public void Advance(Transaction transaction, int units)
    {
        while (Right is { } item && units > 0)
        {
            if (item.Kind != ContentKind.Format && !item.IsDeleted)
            {
                if (units < item.Length)
                    ItemSplitter.SplitAt(transaction, item, units);
                units -= item.Length;
            }

            Forward();
        }
    }

    /// <summary>Passes the item to the right.</summary>
    public void Forward()
    {
        var item = Right!;
        if (!item.IsDeleted)
        {
            if (item.Kind == ContentKind.Format)
                Attributes.Pass((FormatContent)item.Content!);
            else
                Index += item.Length;
        }

        Left = item;
        Right = item.Right;
    }

    /// <summary>Puts a local item here and passes it.</summary>
    public void Place(Transaction transaction, Item item)
    {
        Right = ListEditor.Place(transaction, branch, Left, Right, item);
        Forward();
    }
}
