using System.Text.Json;

namespace RealtimeHub.Server.Identity;

/// <summary>Reads tokens (RFC 7519) that one of our keys has signed.</summary>
internal sealed class JwtReader(SigningKeys keys, TokenRules rules, TimeProvider time) : ITokenReader
{
    public TokenOutcome Read(string token)
    {
        if (!CompactJws.TryOpen(token, keys, out var payload, out var reason))
            return TokenOutcome.Invalid(reason);
        using (payload)
        {
            try
            {
                return TokenOutcome.Valid(ReadClaims(new ClaimSet(payload.RootElement)));
            }
            catch (ClaimException e)
            {
                return TokenOutcome.Invalid(e.Message);
            }
        }
    }

    private TokenClaims ReadClaims(ClaimSet claims)
    {
        var expires = claims.Time("exp") ?? throw new ClaimException("exp is missing");
        CheckTimes(expires, claims.Time("nbf"), claims.Time("iat"));
        CheckIssuer(claims.Text("iss"));
        CheckAudience(claims.Texts("aud"));
        return new TokenClaims
        {
            UserId = ReadUserId(claims),
            Name = ReadName(claims),
            Expires = expires,
            IsAdmin = ReadRole(claims),
            Grants = GrantClaims.Read(claims),
        };
    }

    private void CheckTimes(DateTimeOffset expires, DateTimeOffset? notBefore, DateTimeOffset? issued)
    {
        var now = time.GetUtcNow();
        if (now - TokenRules.Skew >= expires)
            throw new ClaimException("exp is over");
        if (notBefore > now + TokenRules.Skew)
            throw new ClaimException("nbf is to come");
        if (issued > now + TokenRules.Skew)
            throw new ClaimException("iat is to come");
        var lifetime = issued is { } start ? expires - start : expires - now - TokenRules.Skew;
        if (lifetime > TokenRules.MaxLifetime)
            throw new ClaimException("it lives longer than 24 hours");
    }

    private void CheckIssuer(string? issuer)
    {
        if (rules.Issuer is not null && issuer != rules.Issuer)
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
        return UserText.IsId(userId) ? userId : throw new ClaimException("sub breaks its rule");
    }

    private static string? ReadName(ClaimSet claims)
    {
        var name = claims.Text("name");
        return name is null || UserText.IsName(name) ? name : throw new ClaimException("name breaks its rule");
    }

    private static bool ReadRole(ClaimSet claims) => claims.Text("role") switch
    {
        null => false,
        "admin" => true,
        _ => throw new ClaimException("role is unknown"),
    };
}
