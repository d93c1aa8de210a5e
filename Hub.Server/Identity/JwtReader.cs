using RealtimeHub.Server.Channels;

namespace RealtimeHub.Server.Identity;

/// <summary>Reads tokens (RFC 7519) that one of our keys has signed.</summary>
internal sealed class JwtReader(TokenVerifier verifier, TokenRules rules, TimeProvider time, RevokedTokens? revoked = null) : ITokenReader
{
    public async ValueTask<TokenOutcome> ReadAsync(string token)
    {
        var verified = await verifier.OpenAsync(token);
        if (verified.Payload is not { } payload)
            return TokenOutcome.Invalid(verified.Reason!);
        using (payload)
        {
            try
            {
                var claims = ReadClaims(new ClaimSet(payload.RootElement), verified.Key!.Issuer ?? rules.Issuer);
                if (revoked?.Has(claims) == true)
                    return TokenOutcome.TakenBack(claims);
                return time.GetUtcNow() - TokenRules.Skew >= claims.Expires ? TokenOutcome.Late(claims) : TokenOutcome.Valid(claims);
            }
            catch (ClaimException e)
            {
                return TokenOutcome.Invalid(e.Message);
            }
        }
    }

    private TokenClaims ReadClaims(ClaimSet claims, string? issuer)
    {
        var expires = claims.Time("exp") ?? throw new ClaimException("exp is missing");
        var issued = claims.Time("iat");
        if (issued is null && rules.RequiresIssuedAt)
            throw new ClaimException("iat is missing");
        CheckTimes(expires, claims.Time("nbf"), issued);
        CheckIssuer(claims.Text("iss"), issuer);
        CheckAudience(claims.Texts("aud"));
        return new TokenClaims
        {
            UserId = ReadUserId(claims),
            Name = ReadName(claims),
            Expires = expires,
            TokenId = ReadTokenId(claims),
            IssuedAfter = issued - TokenRules.Skew,
            IsAdmin = ReadRole(claims),
            Grants = GrantClaims.Read(claims),
        };
    }

    private void CheckTimes(DateTimeOffset expires, DateTimeOffset? notBefore, DateTimeOffset? issued)
    {
        var now = time.GetUtcNow();
        if (notBefore > now + TokenRules.Skew)
            throw new ClaimException("nbf is to come");
        if (issued > now + TokenRules.Skew)
            throw new ClaimException("iat is to come");
        var lifetime = issued is { } start ? expires - start : expires - now - TokenRules.Skew;
        if (lifetime > TokenRules.MaxLifetime)
            throw new ClaimException("it lives longer than 24 hours");
    }

    private static void CheckIssuer(string? issuer, string? expected)
    {
        if (expected is not null && issuer != expected)
            throw new ClaimException("iss is another");
    }

    private void CheckAudience(IReadOnlyList<string> audiences)
    {
        if (rules.Audience is not null && !audiences.Contains(rules.Audience))
            throw new ClaimException("aud is another");
    }

    private static string ReadUserId(ClaimSet claims)
    {
        var userId = claims.Text("sub") ?? throw new ClaimException("sub is missing");
        CheckAddress("sub", userId);
        return UserText.IsId(userId) ? userId : throw new ClaimException("sub breaks its rule");
    }

    private static string? ReadName(ClaimSet claims)
    {
        var name = claims.Text("name");
        return name is null || UserText.IsName(name) ? name : throw new ClaimException("name breaks its rule");
    }

    private static string? ReadTokenId(ClaimSet claims)
    {
        var tokenId = claims.Text("jti");
        if (tokenId is not null)
            CheckAddress("jti", tokenId);
        return tokenId is null || UserText.IsTokenId(tokenId) ? tokenId : throw new ClaimException("jti breaks its rule");
    }

    private static void CheckAddress(string claim, string id)
    {
        if (!AddressSegment.Takes(id))
            throw new ClaimException($"{claim} {AddressSegment.Rule}");
    }

    private static bool ReadRole(ClaimSet claims) => claims.Text("role") switch
    {
        null => false,
        "admin" => true,
        _ => throw new ClaimException("role is unknown"),
    };
}
