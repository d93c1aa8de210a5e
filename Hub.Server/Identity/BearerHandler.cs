using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Identity;

/// <summary>Makes a user of a request's token.</summary>
internal sealed partial class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    ITokenReader reader)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Bearer";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var sent = SentToken.Of(Request);
        return Task.FromResult(sent.Kind switch
        {
            SentTokenKind.None => AuthenticateResult.NoResult(),
            SentTokenKind.Unclear => Refuse("sent more than once"),
            _ => Judge(sent.Token!),
        });
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var sent = SentToken.Of(Request).Kind != SentTokenKind.None;
        Response.Headers.WWWAuthenticate = sent ? "Bearer error=\"invalid_token\"" : "Bearer";
        return Problem.WriteAsync(Context, ErrorCode.Unauthorized, sent ? "invalid token" : "a token is required");
    }

    private AuthenticateResult Judge(string token)
    {
        var outcome = reader.Read(token);
        if (outcome.Claims is not { } claims)
            return Refuse(outcome.Reason!);
        claims.AttachTo(Context);
        return AuthenticateResult.Success(new AuthenticationTicket(UserOf(claims), SchemeName));
    }

    private AuthenticateResult Refuse(string reason)
    {
        LogRefused(Logger, reason);
        return AuthenticateResult.Fail("invalid token");
    }

    // SignalR takes the user's id from NameIdentifier.
    private static ClaimsPrincipal UserOf(TokenClaims claims)
    {
        var identity = new ClaimsIdentity(SchemeName);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, claims.UserId));
        if (claims.Name is not null)
            identity.AddClaim(new Claim(ClaimTypes.Name, claims.Name));
        if (claims.IsAdmin)
            identity.AddClaim(new Claim(ClaimTypes.Role, "admin"));
        return new ClaimsPrincipal(identity);
    }

    [LoggerMessage(1, LogLevel.Debug, "A token was refused: {Reason}.")]
    private static partial void LogRefused(ILogger logger, string reason);
}
