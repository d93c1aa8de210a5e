using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using RealtimeHub.Shared;

namespace RealtimeHub.Console.Output;

/// <summary>Texts of others, made safe for a terminal: nothing in them can move its cursor or break a line.</summary>
internal static partial class Plain
{
    // No HTML is involved: letters need no escapes, and what could move a cursor gets one from Text. This encoder still
    // escapes everything beyond the basic plane, emoji above all; Serialize takes that back.
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1000 };

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
                AppendEscaped(plain, rune);
        }

        return plain.ToString();
    }

    /// <summary>A value as JSON text, every letter as it is.</summary>
    public static string Data(Payload data, int longest = int.MaxValue)
    {
        using var document = JsonDocument.Parse(data.ToJson().Bytes, Deep);
        return Text(Serialize(document.RootElement), longest);
    }

    /// <summary>A contract as one line of JSON, every letter as it is.</summary>
    public static string Json<T>(T value, JsonTypeInfo<T> type)
    {
        using var document = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(value, type), Deep);
        return Text(Serialize(document.RootElement));
    }

    /// <summary>A moment in local time, to the minute, with its day.</summary>
    public static string Day(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A moment in local time, to the millisecond.</summary>
    public static string Time(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static string Serialize(JsonElement value) => EscapedPair().Replace(
        JsonSerializer.Serialize(value, Unescaped),
        pair => string.Concat(HexOf(pair.Groups[1]), HexOf(pair.Groups[2])));

    private static string HexOf(Group digits) => ((char)int.Parse(digits.ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString();

    // The backslash itself is not escaped: before it stands an even number of others.
    [GeneratedRegex(@"(?<=(?<!\\)(?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex EscapedPair();

    // As JSON writes it, so that escaped JSON stays JSON.
    private static void AppendEscaped(StringBuilder plain, Rune rune)
    {
        foreach (var unit in rune.ToString())
            plain.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
    }

    // Format characters include those that turn the direction of writing.
    private static bool IsSafe(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
