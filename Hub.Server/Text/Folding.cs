using System.Globalization;
using System.Text;

namespace RealtimeHub.Server.Text;

/// <summary>What each character folds to, from the embedded <c>folding.txt</c>; see <c>tables.mjs</c>.</summary>
internal static class Folding
{
    private static readonly Dictionary<int, string> Folded = Read();

    public static void Append(StringBuilder text, Rune rune)
    {
        if (rune.IsAscii)
            text.Append(char.ToLowerInvariant((char)rune.Value));
        else if (Folded.TryGetValue(rune.Value, out var folded))
            text.Append(folded);
        else
            text.Append(rune.ToString());
    }

    // Each line is a code point or a range, and the code points that each of them folds to, perhaps none.
    private static Dictionary<int, string> Read()
    {
        var folded = new Dictionary<int, string>();
        foreach (var line in Resources.Lines("folding.txt"))
        {
            var divider = line.IndexOf(';', StringComparison.Ordinal);
            var range = line[..divider].Split('-');
            var result = string.Concat(line[(divider + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(code => char.ConvertFromUtf32(CodePoint(code))));
            for (var code = CodePoint(range[0]); code <= CodePoint(range[^1]); code++)
                folded[code] = result;
        }

        return folded;
    }

    private static int CodePoint(string hex) => int.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
