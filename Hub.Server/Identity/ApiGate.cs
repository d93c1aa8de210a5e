using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Identity;

/// <summary>Lets programs with an API key and administrators with a token use the HTTP API, and answers 401 to all others.</summary>
internal sealed class ApiGate(RequestDelegate next, ApiKeys keys, AuthOptions options)
{
    public const string KeyHeader = "X-API-Key";

    public async Task InvokeAsync(HttpContext context)
    {
        if (!HubPaths.IsApi(context.Request.Path))
        {
            await next(context);
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        if (await CallerAsync(context) is { } caller)
        {
            context.Features.Set(caller);
            await next(context);
            return;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        await Problem.WriteAsync(context, ErrorCode.Unauthorized, $"send an API key as {KeyHeader}, or the token of an administrator", new RefusalDetails { Reason = "no_key" });
    }

    private async Task<ApiCaller?> CallerAsync(HttpContext context)
    {
        var sent = context.Request.Headers[KeyHeader];
        if (sent.Count > 0)
            return sent is [{ } key] && keys.Find(key) is { } found ? new ApiCaller(found.Name, null, found.Scopes, found.UpdatesPerSecond) : null;

        // A scheme of the application's own may go by cookies, which a browser also sends for pages of others.
        if (options.Scheme is not null)
            return null;
        var result = await context.AuthenticateAsync(BearerTokenHandler.SchemeName);
        return result.Succeeded && result.Principal.IsInRole("admin")
            ? new ApiCaller(null, result.Principal.FindFirstValue(ClaimTypes.NameIdentifier), ApiScopes.Admin, ApiKeyOptions.DefaultUpdatesPerSecond)
            : null;
    }
}

/// <summary>The configured API keys.</summary>
internal sealed class ApiKeys(IEnumerable<ApiKeyOptions> options)
{
    private readonly ApiKey[] keys = [.. options.Select(one => new ApiKey(one))];

    /// <summary>The key that a program sent. Looks at all of them, so that the time tells nothing.</summary>
    public ApiKey? Find(string sent)
    {
        ApiKey? found = null;
        foreach (var key in keys)
        {
            if (key.Is(sent))
                found = key;
        }

        return found;
    }
}
