using System.Globalization;
using System.Text;

namespace RealtimeHub.Server.Text;

/// <summary>
/// Text as it is compared: in small letters, in compatibility form (NFKC), without accents. Words are those of UAX #29, with
/// two differences that let more be found: punctuation within a word (<c>l'amour</c>, <c>example.com</c>) divides it, and
/// text in scripts that do not put spaces between words is found wherever it stands.
/// </summary>
internal static class FoldedText
{
    private enum Kind
    {
        None,
        Spaced,
        Unspaced,
    }

    /// <summary>The text with its spaces and punctuation, for names.</summary>
    public static string Of(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            Folding.Append(folded, rune);
        return Hangul.Compose(folded.ToString());
    }

    /// <summary>
    /// The words of a text with one space before, between and after them, so that <c>" wor"</c> finds the start of a word and
    /// a piece of Chinese, Japanese, Korean or Thai is found within its run.
    /// </summary>
    public static string OfWords(string text)
    {
        var folded = Of(text);
        var words = new StringBuilder(folded.Length + 2).Append(' ');
        var before = Kind.None;
        for (var at = 0; at < folded.Length;)
        {
            Rune.DecodeFromUtf16(folded.AsSpan(at), out var rune, out var length);
            var kind = KindOf(rune, before);
            if (kind != before && words[^1] != ' ')
                words.Append(' ');
            if (kind != Kind.None)
                words.Append(folded, at, length);
            before = kind;
            at += length;
        }

        return words[^1] == ' ' ? words.ToString() : words.Append(' ').ToString();
    }

    /// <summary>The words of a query, folded.</summary>
    public static string[] Words(string query) => OfWords(query).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What <see cref="OfWords"/> of a text contains when the text has a word that starts with this one.</summary>
    public static string Sought(string word)
    {
        Rune.DecodeFromUtf16(word, out var first, out _);
        return Scripts.IsUnspaced(first) ? word : " " + word;
    }

    // A mark belongs to the letter before it.
    private static Kind KindOf(Rune rune, Kind before)
    {
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark)
            return before;
        if (!Rune.IsLetterOrDigit(rune))
            return Kind.None;
        return Scripts.IsUnspaced(rune) ? Kind.Unspaced : Kind.Spaced;
    }
}
