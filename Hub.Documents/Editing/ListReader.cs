using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents.Editing;

/// <summary>Reading lists.</summary>
internal static class ListReader
{
    public static IEnumerable<object?> Values(Branch branch)
    {
        for (var item = branch.Start; item is not null; item = item.Right)
        {
            if (!item.IsVisible)
                continue;
            foreach (var value in ItemValues.Of(item))
                yield return value;
        }
    }

    /// <summary>The index at which an item starts.</summary>
    public static int IndexOf(Item item)
    {
        var index = 0;
        for (var left = item.Left; left is not null; left = left.Left)
        {
            if (left.IsVisible)
                index += left.Length;
        }

        return index;
    }
}
