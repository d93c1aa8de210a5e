using DiffPlex;
using DiffPlex.Chunkers;
using RealtimeHub.Documents;

namespace RealtimeHub.Console.Writing;

/// <summary>Turns one text into another by as few changes as it takes, so that what others write in between, and their cursors, stay.</summary>
internal static class TextEdit
{
    // Far below what the server takes as one update, also where each character has three bytes.
    private const int MaxInsert = 50_000;

    /// <summary>The updates that lead from a text to another, each of which builds on those before it.</summary>
    /// <param name="state">The document as it was when its text was read.</param>
    /// <param name="name">The name of the text.</param>
    /// <param name="after">What the text is to become.</param>
    public static IReadOnlyList<ReadOnlyMemory<byte>> UpdatesTo(byte[] state, string name, string after)
    {
        var copy = new YDoc();
        copy.ApplyUpdate(state);
        var updates = new List<ReadOnlyMemory<byte>>();
        copy.Updated += change => updates.Add(change.Update);
        var text = copy.GetText(name);
        foreach (var (start, length, inserted) in Changes(text.ToString(), after))
        {
            if (length > 0)
                text.Delete(start, length);
            Insert(text, start, inserted);
        }

        return updates;
    }

    /// <summary>The changes, from the end of the text to its beginning, so that none moves the place of another.</summary>
    private static IEnumerable<(int Start, int Length, string Inserted)> Changes(string before, string after)
    {
        var diff = Differ.Instance.CreateDiffs(before, after, ignoreWhiteSpace: false, ignoreCase: false, new LineEndingsPreservingChunker());
        var starts = new int[diff.PiecesOld.Count + 1];
        for (var i = 0; i < diff.PiecesOld.Count; i++)
            starts[i + 1] = starts[i] + diff.PiecesOld[i].Length;
        foreach (var block in diff.DiffBlocks.Reverse())
        {
            var old = string.Concat(diff.PiecesOld.Skip(block.DeleteStartA).Take(block.DeleteCountA));
            var now = string.Concat(diff.PiecesNew.Skip(block.InsertStartB).Take(block.InsertCountB));
            var head = CommonStart(old, now);
            var tail = CommonEnd(old[head..], now[head..]);
            yield return (starts[block.DeleteStartA] + head, old.Length - head - tail, now[head..^tail]);
        }
    }

    private static int CommonStart(string a, string b)
    {
        var length = a.AsSpan().CommonPrefixLength(b);
        return length > 0 && char.IsHighSurrogate(a[length - 1]) ? length - 1 : length;
    }

    private static int CommonEnd(string a, string b)
    {
        var length = 0;
        while (length < a.Length && length < b.Length && a[^(length + 1)] == b[^(length + 1)])
            length++;
        return length > 0 && char.IsLowSurrogate(a[^length]) ? length - 1 : length;
    }

    private static void Insert(YText text, int start, string inserted)
    {
        for (var from = 0; from < inserted.Length;)
        {
            var to = Math.Min(inserted.Length, from + MaxInsert);
            if (to < inserted.Length && char.IsHighSurrogate(inserted[to - 1]))
                to--;
            text.Insert(start + from, inserted[from..to]);
            from = to;
        }
    }
}
