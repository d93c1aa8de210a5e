using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeHub.Shared;

/// <summary>
/// The name of a channel, <c>namespace:key</c>. The namespace is <c>[a-z][a-z0-9-]{0,31}</c>, the key 1–200 bytes of
/// UTF-8 without control characters or white space. Names are compared byte by byte, without case folding or normalization.
/// </summary>
[JsonConverter(typeof(ChannelNameJsonConverter))]
public readonly record struct ChannelName
{
    /// <summary>The longest key in bytes of UTF-8.</summary>
    public const int MaxKeyBytes = 200;

    /// <summary>The longest namespace in characters.</summary>
    public const int MaxNamespaceLength = 32;

    private readonly string? value;
    private readonly int colon;

    private ChannelName(string value, int colon)
    {
        this.value = value;
        this.colon = colon;
    }

    /// <summary>The whole name.</summary>
    public string Value => value ?? "";

    /// <summary>The part before the colon.</summary>
    public string Namespace => Value[..colon];

    /// <summary>The part after the colon.</summary>
    public string Key => value is null ? "" : value[(colon + 1)..];

    /// <summary>Parses a name. For an invalid one <paramref name="reason"/> says what is wrong, without repeating the name.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ChannelName name, [NotNullWhen(false)] out string? reason)
    {
        name = default;
        if (string.IsNullOrEmpty(text))
        {
            reason = "channel is empty; it must be namespace:key";
            return false;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            reason = "channel has no ':'; it must be namespace:key";
            return false;
        }

        reason = CheckNamespace(text.AsSpan(0, colon)) ?? CheckKey(text.AsSpan(colon + 1));
        if (reason is not null)
            return false;
        name = new ChannelName(text, colon);
        return true;
    }

    /// <summary>Parses a name that must be valid.</summary>
    /// <exception cref="FormatException">The name is invalid; the message says why.</exception>
    public static ChannelName Parse(string text) =>
        TryParse(text, out var name, out var reason) ? name : throw new FormatException(reason);

    /// <summary>Makes a name of its parts.</summary>
    /// <exception cref="FormatException">A part is invalid; the message says why.</exception>
    public static ChannelName Of(string @namespace, string key) => Parse(@namespace + ":" + key);

    /// <summary>Whether the text is a valid namespace.</summary>
    public static bool IsNamespace(ReadOnlySpan<char> text) => CheckNamespace(text) is null;

    /// <summary>The whole name.</summary>
    public override string ToString() => Value;

    private static string? CheckNamespace(ReadOnlySpan<char> text)
    {
        const string rule = "channel's namespace must match [a-z][a-z0-9-]{0,31}";
        if (text.Length is 0 or > MaxNamespaceLength || !char.IsAsciiLetterLower(text[0]))
            return rule;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
                return rule;
        }

        return null;
    }

    private static string? CheckKey(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return "channel's key is empty; it takes 1 to 200 bytes";
        var bytes = 0;
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out var rune, out var consumed) != System.Buffers.OperationStatus.Done)
                return "channel's key is not valid Unicode";
            if (Rune.IsControl(rune) || Rune.IsWhiteSpace(rune))
                return "channel's key must not contain control characters or white space";
            bytes += rune.Utf8SequenceLength;
            text = text[consumed..];
        }

        return bytes > MaxKeyBytes ? $"channel's key has {bytes} bytes; the limit is {MaxKeyBytes}" : null;
    }
}

/// <summary>Writes a channel name as its string; reading refuses an invalid one.</summary>
internal sealed class ChannelNameJsonConverter : JsonConverter<ChannelName>
{
    public override ChannelName Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException("channel must be a string");
        return ChannelName.TryParse(reader.GetString(), out var name, out var reason) ? name : throw new JsonException(reason);
    }

    public override void Write(Utf8JsonWriter writer, ChannelName value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
