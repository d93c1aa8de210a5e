using System.Security.Claims;
using RealtimeHub.Server.Channels;

namespace RealtimeHub.Server.Identity;

/// <summary>The claims of a valid token.</summary>
internal sealed record TokenClaims
{
    /// <summary><c>sub</c>, 1–128 bytes.</summary>
    public required string UserId { get; init; }

    /// <summary>The user's name, at most 64 characters.</summary>
    public string? Name { get; init; }

    /// <summary>When the token expires; it is accepted for 60 s more because clocks differ.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary><c>jti</c>, by which one token can be revoked; 1–128 bytes.</summary>
    public string? TokenId { get; init; }

    /// <summary>
    /// The earliest moment of this server's clock at which it can have been issued: <c>iat</c>, less the 60 s by which the issuer's clock may be ahead; null where it
    /// doesn't say.
    /// </summary>
    public DateTimeOffset? IssuedAfter { get; init; }

    /// <summary>Whether <c>role</c> is <c>admin</c>.</summary>
    public bool IsAdmin { get; init; }

    /// <summary>Rights beyond those of the namespaces.</summary>
    public IReadOnlyList<ChannelGrant> Grants { get; init; } = [];

    /// <summary>The claims of a request; null without a token.</summary>
    public static TokenClaims? Of(HttpContext? context) =>
        context?.Items.TryGetValue(typeof(TokenClaims), out var claims) == true ? claims as TokenClaims : null;

    /// <summary>The claims as ASP.NET Core and SignalR know a user, whose id SignalR takes from the name identifier.</summary>
    public ClaimsIdentity ToIdentity()
    {
        var identity = new ClaimsIdentity(BearerTokenHandler.SchemeName);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, UserId));
        if (Name is not null)
            identity.AddClaim(new Claim(ClaimTypes.Name, Name));
        if (IsAdmin)
            identity.AddClaim(new Claim(ClaimTypes.Role, "admin"));
        return identity;
    }

    // Items, not Features: long polling runs the hub on a copy of the request that keeps items and the user only.
    internal void AttachTo(HttpContext context) => context.Items[typeof(TokenClaims)] = this;
}
