namespace RealtimeHub.Server.Modules.Documents.Search;

/// <summary>A text in pieces that are short enough to be shown: its lines, and parts of lines that are long.</summary>
internal static class TextPassages
{
    /// <summary>The most characters of a passage. A longer line is divided between words, or here where it has none.</summary>
    public const int MaxCharacters = 1_000;

    public static IEnumerable<ReadOnlyMemory<char>> Of(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var line = text.IndexOf('\n', at) is var end and >= 0 ? end : text.Length;
            while (line - at > MaxCharacters)
            {
                var length = LengthOf(text.AsSpan(at, MaxCharacters));
                yield return text.AsMemory(at, length);
                at += length;
            }

            if (line > at)
                yield return text.AsMemory(at, line - at);
            at = line + 1;
        }
    }

    // Not in the middle of a word, unless it is very long, and never in the middle of a character.
    private static int LengthOf(ReadOnlySpan<char> line)
    {
        for (var length = line.Length; length > line.Length / 2; length--)
        {
            if (char.IsWhiteSpace(line[length - 1]) || char.IsPunctuation(line[length - 1]))
                return length;
        }

        return char.IsHighSurrogate(line[^1]) ? line.Length - 1 : line.Length;
    }
}
