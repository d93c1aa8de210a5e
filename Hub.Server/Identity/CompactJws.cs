using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace RealtimeHub.Server.Identity;

/// <summary>A signed text in three parts (RFC 7515), read strictly and verified before its payload is looked at.</summary>
internal static class CompactJws
{
    /// <summary>The longest token in bytes.</summary>
    public const int MaxBytes = 8 * 1024;

    // Each would let the sender bring the key, or change what the signature means.
    private static readonly string[] RefusedParameters = ["crit", "jwk", "jku", "x5u", "x5c"];

    // Names that are there twice would be read as the one or the other by different readers.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>Gives the payload of a token that one of the keys has signed. The caller disposes of it.</summary>
    public static bool TryOpen(
        string token,
        SigningKeys keys,
        [NotNullWhen(true)] out JsonDocument? payload,
        [NotNullWhen(false)] out string? reason)
    {
        payload = null;
        if (token.Length > MaxBytes)
            return Refuse("too long", out reason);
        var parts = token.Split('.', 4);
        if (parts.Length != 3)
            return Refuse("not three parts", out reason);
        if (!TryDecode(parts[0], out var headerBytes) || !TryDecode(parts[1], out var payloadBytes) || !TryDecode(parts[2], out var signature))
            return Refuse("not base64url", out reason);
        if (!TryParseObject(headerBytes, out var header))
            return Refuse("header is not a JSON object", out reason);
        using (header)
        {
            reason = CheckHeader(header.RootElement, out var kid);
            if (reason is not null)
                return false;
            var input = Encoding.ASCII.GetBytes(token, 0, parts[0].Length + 1 + parts[1].Length);
            if (!keys.For(kid).Any(key => key.Verifies(input, signature)))
                return Refuse("no key has made the signature", out reason);
        }

        if (!TryParseObject(payloadBytes, out payload))
            return Refuse("payload is not a JSON object", out reason);
        reason = null;
        return true;
    }

    /// <summary>Signs a payload.</summary>
    public static string Seal(ReadOnlySpan<byte> payload, SigningKey key)
    {
        var header = new Dictionary<string, string> { ["alg"] = SigningKey.Algorithm, ["typ"] = "JWT" };
        if (key.Kid is not null)
            header["kid"] = key.Kid;
        var input = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(header)) + "." + Base64Url.EncodeToString(payload);
        return input + "." + Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(input)));
    }

    private static bool Refuse(string text, out string reason)
    {
        reason = text;
        return false;
    }

    private static string? CheckHeader(JsonElement header, out string? kid)
    {
        kid = null;
        if (!header.TryGetProperty("alg", out var algorithm) || algorithm.ValueKind != JsonValueKind.String || !algorithm.ValueEquals(SigningKey.Algorithm))
            return "alg is not " + SigningKey.Algorithm;
        if (header.TryGetProperty("typ", out var type) &&
            (type.ValueKind != JsonValueKind.String || !string.Equals(type.GetString(), "JWT", StringComparison.OrdinalIgnoreCase)))
            return "typ is not JWT";
        foreach (var name in RefusedParameters)
        {
            if (header.TryGetProperty(name, out _))
                return name + " in the header";
        }

        if (!header.TryGetProperty("kid", out var id))
            return null;
        if (id.ValueKind != JsonValueKind.String)
            return "kid is not a string";
        kid = id.GetString();
        return null;
    }

    // The framework's decoder would pass padding, white space and stray bits in the last character.
    private static bool TryDecode(string part, out byte[] bytes)
    {
        bytes = [];
        foreach (var c in part)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                return false;
        }

        if (part.Length == 0 || part.Length % 4 == 1)
            return false;
        // By status: the Try form throws on what it can't decode.
        var buffer = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        if (Base64Url.DecodeFromChars(part, buffer, out _, out var written) != OperationStatus.Done)
            return false;
        bytes = buffer[..written];
        return Base64Url.EncodeToString(bytes) == part;
    }

    private static bool TryParseObject(byte[] bytes, [NotNullWhen(true)] out JsonDocument? document)
    {
        document = null;
        if (!Utf8.IsValid(bytes))
            return false;
        try
        {
            document = JsonDocument.Parse(bytes, Strict);
            CheckStrings(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            document?.Dispose();
            document = null;
            return false;
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return true;
        document.Dispose();
        document = null;
        return false;
    }

    // A lone surrogate parses and throws only when the string is asked for: ask for all of them here.
    private static void CheckStrings(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    CheckStrings(item);
                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    CheckStrings(property.Value);
                }

                break;
        }
    }
}
