using System.Buffers;
using System.Text.Json;

namespace RealtimeHub.Server.Identity;

/// <summary>Writes tokens that <see cref="JwtReader"/> takes with the same keys and rules.</summary>
internal sealed class JwtWriter(SigningKeys keys, TokenRules rules, TimeProvider time)
{
    public string Write(TokenClaims claims)
    {
        var payload = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(payload))
            WritePayload(writer, claims);
        return CompactJws.Seal(payload.WrittenSpan, keys.Own);
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
        if (claims.IsAdmin)
            writer.WriteString("role", "admin");
        if (claims.Grants.Count > 0)
            GrantClaims.Write(writer, claims.Grants);
        writer.WriteEndObject();
    }
}
