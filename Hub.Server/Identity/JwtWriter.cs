using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using RealtimeHub.Server.Identity.Keys;

namespace RealtimeHub.Server.Identity;

/// <summary>Writes tokens that <see cref="JwtReader"/> accepts with the same keys and rules.</summary>
internal sealed class JwtWriter(SigningKeys keys, TokenRules rules, TimeProvider time)
{
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>Signs any payload.</summary>
    /// <param name="payload">A JSON object in UTF-8.</param>
    /// <param name="key">A key with a secret.</param>
    public static string Seal(ReadOnlySpan<byte> payload, SigningKey key) => Handler.CreateToken(Encoding.UTF8.GetString(payload), key.Credentials!);

    /// <exception cref="InvalidOperationException">No key has a secret.</exception>
    public string Write(TokenClaims claims)
    {
        var payload = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(payload))
            WritePayload(writer, claims);
        return Seal(payload.WrittenSpan, keys.Own ?? throw new InvalidOperationException("no key has a secret to sign with"));
    }

    private void WritePayload(Utf8JsonWriter writer, TokenClaims claims)
    {
        writer.WriteStartObject();
        writer.WriteString("sub", claims.UserId);
        if (claims.Name is not null)
            writer.WriteString("name", claims.Name);
        writer.WriteNumber("iat", time.GetUtcNow().ToUnixTimeSeconds());
        writer.WriteNumber("exp", claims.Expires.ToUnixTimeSeconds());
        if (rules.Issuer is not null)
            writer.WriteString("iss", rules.Issuer);
        if (rules.Audience is not null)
            writer.WriteString("aud", rules.Audience);
        if (claims.TokenId is not null)
            writer.WriteString("jti", claims.TokenId);
        if (claims.IsAdmin)
            writer.WriteString("role", "admin");
        if (claims.Grants.Count > 0)
            GrantClaims.Write(writer, claims.Grants);
        writer.WriteEndObject();
    }
}
