using RealtimeHub.Server.Channels;

namespace RealtimeHub.Server.Identity;

/// <summary>Tokens as the hub wants to know them.</summary>
internal sealed class CallerTokens(ITokenReader reader) : ICallerTokens
{
    public CallerToken? Of(HttpContext? request) => Translate(TokenClaims.Of(request));

    public CallerToken? Read(string token) => Translate(reader.Read(token).Claims);

    private static CallerToken? Translate(TokenClaims? claims) =>
        claims is null ? null : new CallerToken(claims.UserId, claims.Name, claims.Grants, claims.Expires);
}
