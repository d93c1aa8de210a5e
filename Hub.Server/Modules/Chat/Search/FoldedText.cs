using System.Globalization;
using System.Text;

namespace RealtimeHub.Server.Modules.Chat.Search;

/// <summary>Text as it is compared: in small letters, without marks, everything that is neither letter nor digit a space.</summary>
internal static class FoldedText
{
    /// <summary>The text with one space before, between and behind its words, so that <c>" wor"</c> finds a beginning of a word.</summary>
    public static string OfWords(string text)
    {
        var folded = new StringBuilder(text.Length + 2).Append(' ');
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsMark(rune))
                continue;
            if (Rune.IsLetterOrDigit(rune))
                Append(folded, rune);
            else if (folded[^1] != ' ')
                folded.Append(' ');
        }

        return folded[^1] == ' ' ? folded.ToString() : folded.Append(' ').ToString();
    }

    /// <summary>The text with its spaces and signs, for names.</summary>
    public static string Of(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsMark(rune))
                Append(folded, rune);
        }

        return folded.ToString();
    }

    /// <summary>The words of a query, folded.</summary>
    public static string[] Words(string query) => OfWords(query).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    // Zero-width characters divide no word: a word that hides one is found all the same.
    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format;

    private static void Append(StringBuilder folded, Rune rune)
    {
        var small = Rune.ToLowerInvariant(rune);
        if (!small.IsBmp)
            folded.Append(small.ToString());
        else if (small.Value == 'ß')
            folded.Append("ss");
        else if (small.Value == 'æ')
            folded.Append("ae");
        else if (small.Value == 'œ')
            folded.Append("oe");
        else
            folded.Append(PlainLetters.Of((char)small.Value));
    }
}
