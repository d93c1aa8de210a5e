using RealtimeHub.Documents.Codec;
using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents.Editing;

/// <summary>Local changes of lists: arrays and XML fragments.</summary>
internal static class ListEditor
{
    public static void Insert(Transaction transaction, Branch branch, int index, IReadOnlyList<object?> values)
    {
        if ((uint)index > (uint)branch.Length)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"index: the list has {branch.Length} values");
        var left = index == 0 ? null : ItemBefore(transaction, branch, index);
        branch.Markers?.Shift(index, values.Count);
        InsertAfter(transaction, branch, left, values);
    }

    public static void Delete(Transaction transaction, Branch branch, int index, int length)
    {
        if (index < 0 || length < 0 || length > branch.Length - index)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"index and length: {length} values from {index} exceed the list, which has {branch.Length}");
        if (length == 0)
            return;

        var item = ItemAt(transaction, branch, index);
        for (var left = length; left > 0 && item is not null; item = item.Right)
        {
            if (item.IsDeleted || !item.IsCountable)
                continue;
            if (left < item.Length)
                ItemSplitter.SplitAt(transaction, item, left);
            ItemRemover.Delete(transaction, item);
            left -= item.Length;
        }

        branch.Markers?.Shift(index, -length);
    }

    public static object? Get(Branch branch, int index)
    {
        var item = Near(branch, index, out var at);
        for (index -= at; item is not null; item = item.Right)
        {
            if (!item.IsVisible)
                continue;
            if (index < item.Length)
                return ItemValues.At(item, index);
            index -= item.Length;
        }

        throw new ArgumentOutOfRangeException(nameof(index));
    }

    /// <summary>Puts a local item between two others.</summary>
    public static Item Place(Transaction transaction, Branch branch, Item? left, Item? right, Item item)
    {
        item.Left = left;
        item.Right = right;
        item.Parent = branch;
        if (left is not null)
            (item.OriginClient, item.OriginClock) = (left.Client, left.End - 1);
        if (right is not null)
            (item.RightOriginClient, item.RightOriginClock) = (right.Client, right.Clock);
        transaction.Document.Integrator.Integrate(transaction, item);
        return item;
    }

    private static void InsertAfter(Transaction transaction, Branch branch, Item? left, IReadOnlyList<object?> values)
    {
        var right = left is null ? branch.Start : left.Right;
        var client = transaction.Store.For(transaction.Document.ClientId);
        using var run = new ByteWriter();
        for (var i = 0; i < values.Count; i++)
        {
            if (!ItemValues.IsPlain(values[i]))
            {
                left = Place(transaction, branch, left, right, ItemValues.Make(client, values[i]));
                continue;
            }

            run.Clear();
            var count = 0;
            for (; i < values.Count && ItemValues.IsPlain(values[i]); i++, count++)
                AnyCodec.Write(run, values[i]);
            i--;
            left = Place(transaction, branch, left, right, new Item(client, client.State, count, ContentKind.Any) { Content = new ValueRun(run.ToArray(), 0, run.Length) });
        }
    }

    /// <summary>The item that ends where an index starts.</summary>
    private static Item? ItemBefore(Transaction transaction, Branch branch, int index)
    {
        var item = Near(branch, index, out var at);
        index -= at;
        if (index == 0)
        {
            item = item!.Previous;
            index += item is not null && item.IsVisible ? item.Length : 0;
        }

        for (; item is not null; item = item.Right)
        {
            if (!item.IsVisible)
                continue;
            if (index <= item.Length)
            {
                if (index < item.Length)
                    ItemSplitter.SplitAt(transaction, item, index);
                break;
            }

            index -= item.Length;
        }

        return item;
    }

    /// <summary>The item that starts with an index; it may be a deleted one before it.</summary>
    private static Item? ItemAt(Transaction transaction, Branch branch, int index)
    {
        var item = Near(branch, index, out var at);
        for (index -= at; item is not null && index > 0; item = item.Right)
        {
            if (!item.IsVisible)
                continue;
            if (index < item.Length)
                ItemSplitter.SplitAt(transaction, item, index);
            index -= item.Length;
        }

        return item;
    }

    private static Item? Near(Branch branch, int index, out int at)
    {
        at = 0;
        if (branch.Start is null || index == 0 || branch.HasFormatting)
            return branch.Start;
        branch.Markers ??= new SearchMarkers();
        return branch.Markers.Find(branch, index, out at);
    }
}
