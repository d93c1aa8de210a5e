using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Identity.Keys;

namespace RealtimeHub.Server.Identity;

/// <summary>What the hub takes from a user whom a scheme of the embedding application has authenticated, by a cookie for example.</summary>
internal static class SchemeUser
{
    /// <summary>
    /// The claims as a token would have them: the id from the name identifier (or <c>sub</c>), the name, the role <c>admin</c>, and <c>grants</c>, each a
    /// JSON object or an array of them. Null where the id, a <c>jti</c> or a grant breaks its rule.
    /// </summary>
    public static TokenClaims? Read(AuthenticateResult result)
    {
        var user = result.Principal!;
        if ((user.FindFirstValue(ClaimTypes.NameIdentifier) ?? user.FindFirstValue("sub")) is not { } userId || !UserText.IsId(userId) || ReadGrants(user) is not { } grants)
            return null;
        var tokenId = user.FindFirstValue("jti");
        if (tokenId is not null && !AddressSegment.Takes(tokenId))
            return null;
        var name = user.Identity?.Name;
        return new TokenClaims
        {
            UserId = userId,
            Name = name is not null && UserText.IsName(name) ? name : null,
            Expires = result.Properties?.ExpiresUtc ?? DateTimeOffset.MaxValue,
            IssuedAfter = result.Properties?.IssuedUtc,
            TokenId = tokenId,
            IsAdmin = user.IsInRole("admin"),
            Grants = grants,
        };
    }

    /// <summary>The principal, with a name identifier where it had none: SignalR takes the user's id from there.</summary>
    public static ClaimsPrincipal Complete(ClaimsPrincipal user, TokenClaims claims)
    {
        if (user.HasClaim(claim => claim.Type == ClaimTypes.NameIdentifier))
            return user;
        var identity = new ClaimsIdentity();
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, claims.UserId));
        return new ClaimsPrincipal([.. user.Identities, identity]);
    }

    private static IReadOnlyList<Channels.ChannelGrant>? ReadGrants(ClaimsPrincipal user)
    {
        var texts = user.FindAll("grants").Select(claim => claim.Value.Trim()).Where(text => text.Length > 0).ToArray();
        if (texts.Length == 0)
            return [];
        var all = string.Join(',', texts.Select(text => text.StartsWith('[') && text.EndsWith(']') ? text[1..^1] : text).Where(text => text.Length > 0));
        if (!StrictJson.TryParseObject(Encoding.UTF8.GetBytes($$"""{"grants":[{{all}}]}"""), out var document))
            return null;
        using (document)
        {
            try
            {
                return GrantClaims.Read(new ClaimSet(document.RootElement));
            }
            catch (ClaimException)
            {
                return null;
            }
        }
    }
}
