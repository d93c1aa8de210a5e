using System.Text.Json;
using RealtimeHub.Server.Identity.Keys;

namespace RealtimeHub.Server.Identity;

/// <summary>
/// What a token's form must be before the library reads it: one way to write each token (RFC 7515), and a header that can't choose its own key. The library
/// is more lenient.
/// </summary>
internal static class TokenGuard
{
    /// <summary>The longest token in bytes.</summary>
    public const int MaxBytes = 8 * 1024;

    // Each would let the sender bring the key, or change what the signature means.
    private static readonly string[] RefusedParameters = ["crit", "b64", "enc", "zip", "jwk", "jku", "x5u", "x5c"];

    // RFC 9068 has a type of its own for access tokens; media types may be written in full.
    private static readonly string[] Types = ["JWT", "at+jwt", "application/jwt", "application/at+jwt"];

    /// <summary>The fault of a token's form; null when it has none. Nothing is verified yet.</summary>
    public static string? FaultOf(string token, out TokenHeader header)
    {
        header = default;
        if (token.Length > MaxBytes)
            return "too long";
        var parts = token.Split('.', 4);
        if (parts.Length != 3)
            return "not three parts";
        if (!StrictBase64Url.TryDecode(parts[0], out var bytes) || !StrictBase64Url.TryDecode(parts[1], out _) || !StrictBase64Url.TryDecode(parts[2], out _))
            return "not base64url";
        if (!StrictJson.TryParseObject(bytes, out var document))
            return "header is not a JSON object";
        using (document)
            return FaultOf(document.RootElement, out header);
    }

    private static string? FaultOf(JsonElement element, out TokenHeader header)
    {
        header = default;
        if (!element.TryGetProperty("alg", out var word) || word.ValueKind != JsonValueKind.String || TokenAlgorithms.Find(word.GetString()) is not { } algorithm)
            return "alg is not supported";
        if (element.TryGetProperty("typ", out var type) &&
            (type.ValueKind != JsonValueKind.String || !Types.Contains(type.GetString(), StringComparer.OrdinalIgnoreCase)))
            return "typ is not JWT";
        if (Array.Find(RefusedParameters, name => element.TryGetProperty(name, out _)) is { } refused)
            return refused + " in the header";
        if (element.TryGetProperty("kid", out var kid) && kid.ValueKind != JsonValueKind.String)
            return "kid is not a string";
        header = new TokenHeader(algorithm, kid.ValueKind == JsonValueKind.String ? kid.GetString() : null);
        return null;
    }
}
