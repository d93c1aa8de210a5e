using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Identity;

/// <summary>Answers 401 to requests of connections whose token is invalid, or missing where one is required.</summary>
internal sealed class TokenGate(RequestDelegate next, AuthOptions options, RevokedTokens revoked, ConnectionOwners owners)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!HubPaths.TakesToken(context))
        {
            await next(context);
            return;
        }

        var result = await context.AuthenticateAsync(options.SchemeName);
        if (result.None && options.AllowAnonymous)
            await PassAnonymousAsync(context);
        else if (result.Succeeded && TryEnter(context, result))
            await next(context);
        else
            await RefuseAsync(context, sent: !result.None);
    }

    /// <summary>Writes the answer to a request without valid credentials. An application's own scheme might send a browser to a page instead, which no client of the hub expects.</summary>
    public static Task RefuseAsync(HttpContext context, bool sent)
    {
        context.Response.Headers.WWWAuthenticate = sent ? "Bearer error=\"invalid_token\"" : "Bearer";
        return Problem.WriteAsync(context, ErrorCode.Unauthorized, sent ? "invalid token" : "a token is required", new RefusalDetails { Reason = sent ? "invalid_token" : "no_token" });
    }

    // An application's default scheme may know a user here, by whom the hub does not go.
    private Task PassAnonymousAsync(HttpContext context)
    {
        context.User = new ClaimsPrincipal(new ClaimsIdentity());
        return next(context);
    }

    private bool TryEnter(HttpContext context, AuthenticateResult result)
    {
        context.User = result.Principal!;
        if (options.Scheme is null)
            return true;
        if (SchemeUser.Read(result) is not { } claims || (revoked.Has(claims) && !owners.IsLastPoll(context, claims.UserId)))
            return false;
        claims.AttachTo(context);
        context.User = SchemeUser.Complete(result.Principal!, claims);
        return true;
    }
}
