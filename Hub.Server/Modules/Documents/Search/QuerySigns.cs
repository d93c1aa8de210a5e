using System.Globalization;
using System.Text;
using RealtimeHub.Server.Text;

namespace RealtimeHub.Server.Modules.Documents.Search;

/// <summary>
/// The parts of a query that are no words, looked for as they stand: emoji and other symbols, and where a query has no word at all, punctuation, too.
/// Between words punctuation is left out, as it divides words in texts.
/// </summary>
internal static class QuerySigns
{
    // Whether a sign is shown as text or in colours is no difference.
    private static readonly char[] Presentations = ['\uFE0E', '\uFE0F'];

    /// <param name="query">The query.</param>
    /// <param name="withPunctuation">Whether the query has no words.</param>
    public static IEnumerable<string> Of(string query, bool withPunctuation)
    {
        foreach (var part in query.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var sign = part.TrimEnd(Presentations);
            if (sign.Length > 0 && FoldedText.Words(part).Length == 0 && (withPunctuation || sign.EnumerateRunes().Any(IsSymbol)))
                yield return sign;
        }
    }

    private static bool IsSymbol(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol;
}
