using System.Globalization;
using System.Text;
using RealtimeHub.Shared;

namespace RealtimeHub.Console.Output;

/// <summary>Words of others, made fit for a terminal: nothing in them can move its cursor or break a line.</summary>
internal static class Plain
{
    /// <summary>The text with control characters written out, cut to a length.</summary>
    public static string Text(string? text, int longest = int.MaxValue)
    {
        var plain = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (plain.Length >= longest)
                return plain.Append('…').ToString();
            if (IsSafe(rune))
                plain.Append(rune);
            else
                plain.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        }

        return plain.ToString();
    }

    /// <summary>A value as JSON text.</summary>
    public static string Data(Payload data, int longest = int.MaxValue) => Text(Encoding.UTF8.GetString(data.ToJson().Bytes.Span), longest);

    /// <summary>A moment in local time, to the millisecond.</summary>
    public static string Time(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    // Format characters include those that turn the direction of writing.
    private static bool IsSafe(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
