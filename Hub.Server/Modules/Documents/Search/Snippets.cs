using System.Globalization;
using RealtimeHub.Server.Text;

namespace RealtimeHub.Server.Modules.Documents.Search;

/// <summary>The part of a passage in which something was found.</summary>
internal static class Snippets
{
    public const int MaxCharacters = 200;
    private const int Before = 60;
    private const string Ellipsis = "…";

    /// <param name="passage">The passage.</param>
    /// <param name="sought">What was found in it, as <see cref="FoldedText.Sought"/> gives it.</param>
    public static string Of(string passage, string sought) => Of(passage, sought, FoldedText.OfWords);

    /// <param name="passage">The passage.</param>
    /// <param name="sign">What was found in it as it stands.</param>
    public static string OfSign(string passage, string sign) => Of(passage, sign, static text => text);

    private static string Of(string passage, string sought, Func<string, string> compared)
    {
        var line = passage.Trim();
        if (line.Length <= MaxCharacters)
            return line;
        var elements = StringInfo.ParseCombiningCharacters(line);
        var start = StartOf(line, elements, EndOf(line, elements, sought, compared) - sought.Length - Before);
        var end = elements.LastOrDefault(element => element <= start + MaxCharacters, line.Length);
        if (line.Length - start <= MaxCharacters)
            end = line.Length;
        return (start > 0 ? Ellipsis : "") + line[start..end].Trim() + (end < line.Length ? Ellipsis : "");
    }

    // The end of the shortest beginning that has it: as often folded as the length has binary digits.
    private static int EndOf(string line, int[] elements, string sought, Func<string, string> compared)
    {
        var (low, high) = (0, elements.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (compared(line[..EndOfElement(line, elements, middle)]).Contains(sought, StringComparison.Ordinal))
                high = middle;
            else
                low = middle + 1;
        }

        return EndOfElement(line, elements, low);
    }

    private static int EndOfElement(string line, int[] elements, int index) => index + 1 < elements.Length ? elements[index + 1] : line.Length;

    // Where a word begins, if one does soon.
    private static int StartOf(string line, int[] elements, int wanted)
    {
        if (wanted <= 0)
            return 0;
        var start = elements.First(element => element >= Math.Min(wanted, elements[^1]));
        var space = line.AsSpan(start, Math.Min(Before / 2, line.Length - start)).IndexOf(' ');
        return space < 0 ? start : start + space + 1;
    }
}
