using RealtimeHub.Documents.Codec;

namespace RealtimeHub.Documents.Store;

/// <summary>Splitting and joining what items carry.</summary>
internal static class ItemContent
{
    private const char Replacement = '\uFFFD';

    /// <summary>Moves the content behind the first clocks to another item, whose length is set.</summary>
    public static void Split(Item left, Item right, int offset)
    {
        switch (left.Kind)
        {
            case ContentKind.String:
                right.Content = left.Content;
                right.TextStart = left.TextStart + offset;
                MendSurrogates(((TextChunk)left.Content!).Chars, right.TextStart);
                break;
            case ContentKind.Any or ContentKind.Json:
                right.Content = ((ValueRun)left.Content!).Split(left.Kind == ContentKind.Json, offset);
                break;
            case ContentKind.Deleted:
                break;
            default:
                throw new InvalidOperationException($"content of kind {left.Kind} has one clock and no parts");
        }
    }

    /// <summary>Joins the content of the item to the right, where the kind can; false where it can't.</summary>
    public static bool TryJoin(Item left, Item right)
    {
        switch (left.Kind)
        {
            case ContentKind.Deleted:
                return true;
            case ContentKind.String:
                JoinText(left, right);
                return true;
            case ContentKind.Any or ContentKind.Json:
                ((ValueRun)left.Content!).Append((ValueRun)right.Content!);
                return true;
            default:
                return false;
        }
    }

    private static void JoinText(Item left, Item right)
    {
        var chunk = (TextChunk)left.Content!;
        var end = left.TextStart + left.Length;
        if (chunk == right.Content && end == right.TextStart)
            return;
        if (chunk.Used == end && chunk.Free >= right.Length)
        {
            chunk.Append(right.Text);
            return;
        }

        left.Content = TextArena.Grow(left.Text, right.Text);
        left.TextStart = 0;
    }

    /// <summary>Halves of a surrogate pair that was split become replacement characters, as in Yjs.</summary>
    private static void MendSurrogates(char[] chars, int at)
    {
        if (!char.IsHighSurrogate(chars[at - 1]))
            return;
        chars[at - 1] = Replacement;
        chars[at] = Replacement;
    }
}
