using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using RealtimeHub.Server.Identity.Keys;

namespace RealtimeHub.Server.Identity;

/// <summary>Verifies tokens with <see cref="JsonWebTokenHandler"/>, between a guard in front of it and a strict look at the payload behind it.</summary>
internal sealed class TokenVerifier(SigningKeys keys)
{
    private readonly JsonWebTokenHandler handler = new() { MaximumTokenSizeInBytes = TokenGuard.MaxBytes };

    /// <summary>Gives the payload of a token that one of the keys has signed. The caller disposes of it.</summary>
    public async ValueTask<VerifiedToken> OpenAsync(string token)
    {
        if (TokenGuard.FaultOf(token, out var header) is { } fault)
            return VerifiedToken.Refused(fault);
        if (Parse(token) is not { } parsed)
            return VerifiedToken.Refused("payload is not a JSON object");
        var signer = await SignerAsync(parsed, keys.Configured(header)) ?? await SignerAsync(parsed, await keys.RemoteAsync(header));
        return signer is null ? VerifiedToken.Refused("no key has made the signature") : Open(parsed, signer);
    }

    private async ValueTask<SigningKey?> SignerAsync(JsonWebToken token, IEnumerable<SigningKey> candidates)
    {
        foreach (var key in candidates)
        {
            if ((await handler.ValidateTokenAsync(token, key.Validation)).IsValid)
                return key;
        }

        return null;
    }

    private JsonWebToken? Parse(string token)
    {
        try
        {
            return handler.ReadJsonWebToken(token);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenMalformedException)
        {
            return null;
        }
    }

    private static VerifiedToken Open(JsonWebToken token, SigningKey key) =>
        StrictJson.TryParseObject(Base64UrlEncoder.DecodeBytes(token.EncodedPayload), out var payload)
            ? new VerifiedToken(payload, key, null)
            : VerifiedToken.Refused("payload is not a JSON object");
}

/// <summary>A verified token, or why it is none.</summary>
/// <param name="Payload">Its payload; null when it is refused.</param>
/// <param name="Key">The key that signed it.</param>
/// <param name="Reason">Why it is refused, for the log only.</param>
internal readonly record struct VerifiedToken(JsonDocument? Payload, SigningKey? Key, string? Reason)
{
    public static VerifiedToken Refused(string reason) => new(null, null, reason);
}
