using System.Text.Json;
using System.Text.RegularExpressions;

namespace RealtimeHub.Server.Modules.Feeds.Sources.Values;

/// <summary>Numbers that come as text, as CSV files and some exchanges write them.</summary>
internal static partial class TextNumber
{
    /// <summary>The number as JSON writes it, digit for digit; null for a text that is none. <c>007</c> is none: it is a name.</summary>
    public static string? Of(string text)
    {
        var trimmed = text.Trim();
        return JsonNumber().IsMatch(trimmed) ? trimmed : null;
    }

    public static void WriteRawProperty(this Utf8JsonWriter writer, string name, string json)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(json);
    }

    [GeneratedRegex(@"^-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?$")]
    private static partial Regex JsonNumber();
}
