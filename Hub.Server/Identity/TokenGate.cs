using Microsoft.AspNetCore.Authentication;

namespace RealtimeHub.Server.Identity;

/// <summary>Answers hub requests 401 whose token is invalid, or missing where one is required.</summary>
internal sealed class TokenGate(RequestDelegate next, AuthOptions options)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!HubPaths.IsHub(context.Request.Path))
        {
            await next(context);
            return;
        }

        var result = await context.AuthenticateAsync(BearerHandler.SchemeName);
        if (result.Succeeded || (result.None && options.AllowAnonymous))
            await next(context);
        else
            await context.ChallengeAsync(BearerHandler.SchemeName);
    }
}
