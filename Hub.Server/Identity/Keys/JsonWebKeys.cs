using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace RealtimeHub.Server.Identity.Keys;

/// <summary>Reads key sets (RFC 7517). A key that can't be used is passed over: a set may have keys for other purposes.</summary>
internal static class JsonWebKeys
{
    /// <summary>More keys than any provider has; each may cost a check of every token that names none.</summary>
    private const int MostKeys = 50;

    private const int CoordinateBytes = 32;

    /// <summary>The keys of a set; null where it is none.</summary>
    /// <param name="set">The document.</param>
    /// <param name="issuer">The <c>iss</c> that the keys' tokens must have; null where that is configured elsewhere.</param>
    public static IReadOnlyList<SigningKey>? Read(ReadOnlyMemory<byte> set, string? issuer)
    {
        if (!StrictJson.TryParseObject(set, out var document))
            return null;
        using (document)
        {
            return document.RootElement.TryGetProperty("keys", out var keys) && keys.ValueKind == JsonValueKind.Array
                ? [.. keys.EnumerateArray().SelectMany(key => ReadKey(key, issuer)).Take(MostKeys)]
                : null;
        }
    }

    // A key of RSA without an alg is one for each of its algorithms: what a token may have stays bound to the key.
    private static SigningKey[] ReadKey(JsonElement key, string? issuer)
    {
        if (key.ValueKind != JsonValueKind.Object || !IsForSignatures(key))
            return [];
        return Text(key, "kty") switch
        {
            "RSA" when ReadRsa(key) is { } parameters => Algorithms(key, TokenAlgorithm.RS256, TokenAlgorithm.PS256)
                .Select(algorithm => new SigningKey(Text(key, "kid"), algorithm, new RsaSecurityKey(parameters)) { Issuer = issuer }).ToArray(),
            "EC" when Text(key, "crv") == "P-256" && ReadPoint(key) is { } point => Algorithms(key, TokenAlgorithm.ES256)
                .Select(algorithm => new SigningKey(Text(key, "kid"), algorithm, new ECDsaSecurityKey(point)) { Issuer = issuer }).ToArray(),
            _ => [],
        };
    }

    private static bool IsForSignatures(JsonElement key) =>
        (!key.TryGetProperty("use", out var use) || (use.ValueKind == JsonValueKind.String && use.ValueEquals("sig")))
        && (!key.TryGetProperty("key_ops", out var acts)
            || (acts.ValueKind == JsonValueKind.Array && acts.EnumerateArray().Any(act => act.ValueKind == JsonValueKind.String && act.ValueEquals("verify"))))
        && (!key.TryGetProperty("kid", out var kid) || kid.ValueKind == JsonValueKind.String);

    private static IEnumerable<TokenAlgorithm> Algorithms(JsonElement key, params TokenAlgorithm[] possible) => key.TryGetProperty("alg", out var alg)
        ? possible.Where(algorithm => alg.ValueKind == JsonValueKind.String && alg.ValueEquals(algorithm.ToString()))
        : possible;

    private static RSAParameters? ReadRsa(JsonElement key)
    {
        if (!TryBytes(key, "n", out var modulus) || !TryBytes(key, "e", out var exponent))
            return null;
        var parameters = new RSAParameters { Modulus = modulus, Exponent = exponent };
        return KeyRules.FaultOf(parameters) is null ? parameters : null;
    }

    private static ECDsa? ReadPoint(JsonElement key)
    {
        if (!TryBytes(key, "x", out var x) || !TryBytes(key, "y", out var y) || x.Length != CoordinateBytes || y.Length != CoordinateBytes)
            return null;
        try
        {
            return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } });
        }
        catch (CryptographicException)
        {
            // The point is not on the curve.
            return null;
        }
    }

    private static bool TryBytes(JsonElement key, string name, out byte[] bytes)
    {
        bytes = [];
        return Text(key, name) is { } text && StrictBase64Url.TryDecode(text, out bytes);
    }

    private static string? Text(JsonElement key, string name) =>
        key.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
