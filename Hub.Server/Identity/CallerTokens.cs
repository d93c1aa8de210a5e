using RealtimeHub.Server.Channels;

namespace RealtimeHub.Server.Identity;

/// <summary>Adapts tokens to what the hub needs of them.</summary>
internal sealed class CallerTokens(ITokenReader reader, ConnectionOwners owners) : ICallerTokens
{
    public CallerToken? Of(HttpContext? request) => Translate(TokenClaims.Of(request));

    public async ValueTask<CallerToken?> ReadAsync(string token) => Translate((await reader.ReadAsync(token)).Claims);

    public void Extend(HttpContext? request, CallerToken token)
    {
        if (request is not null)
            owners.Extend(ConnectionOwners.TokenOf(request.Request), token);
    }

    internal static CallerToken? Translate(TokenClaims? claims) =>
        claims is null ? null : new CallerToken(claims.UserId, claims.Name, claims.Grants, claims.Expires)
        {
            TokenId = claims.TokenId,
            IssuedAfter = claims.IssuedAfter,
            IsGuest = claims.UserId.StartsWith(Guests.IdPrefix, StringComparison.Ordinal),
        };
}
