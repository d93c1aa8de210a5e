using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Identity;

/// <summary>Lets programs with an API key and administrators with a token use the HTTP API, and tells all others what is wrong with what they sent.</summary>
internal sealed class ApiGate(RequestDelegate next, ApiKeys keys, AuthOptions options)
{
    public const string KeyHeader = "X-API-Key";

    public async Task InvokeAsync(HttpContext context)
    {
        if (!HubPaths.IsApi(context))
        {
            await next(context);
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        if (await CallerAsync(context) is { } caller)
        {
            context.Features.Set(caller);
            await next(context);
        }
    }

    // Null when the request is answered.
    private async Task<ApiCaller?> CallerAsync(HttpContext context)
    {
        if (keys.Of(context.Request) is { } found)
            return new ApiCaller(found.Name, null, found.Scopes, found.UpdatesPerSecond);

        // A scheme of the application's own may go by cookies, which a browser also sends for pages of others.
        if (options.Scheme is not null || ApiKeys.IsSent(context.Request))
            return await RefuseKeyAsync(context, options.Scheme is null ? ", or the token of an administrator" : "");
        var result = await context.AuthenticateAsync(BearerTokenHandler.SchemeName);
        if (result.None)
            return await RefuseKeyAsync(context, ", or the token of an administrator");
        if (!result.Succeeded)
            await TokenGate.RefuseAsync(context, sent: true);
        else if (!result.Principal.IsInRole("admin"))
            await Problem.WriteAsync(context, ErrorCode.PermissionDenied, "the token is not an administrator's; the API takes a token with the role admin, or an API key", new RefusalDetails { Reason = "not_admin" });
        else
            return new ApiCaller(null, result.Principal.FindFirstValue(ClaimTypes.NameIdentifier), ApiScopes.Admin, ApiKeyOptions.DefaultUpdatesPerSecond);
        return null;
    }

    private static async Task<ApiCaller?> RefuseKeyAsync(HttpContext context, string orElse)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        await ApiKeys.RefuseAsync(context, orElse);
        return null;
    }
}

/// <summary>The configured API keys.</summary>
internal sealed class ApiKeys(IEnumerable<ApiKeyOptions> options)
{
    private readonly ApiKey[] keys = [.. options.Select(one => new ApiKey(one))];

    /// <summary>Whether a request has a key, known or not.</summary>
    public static bool IsSent(HttpRequest request) => request.Headers[ApiGate.KeyHeader].Any(sent => !string.IsNullOrEmpty(sent));

    /// <summary>Answers a request without a key, or with one that is not known.</summary>
    /// <param name="context">The request.</param>
    /// <param name="orElse">What a program may send instead of a key.</param>
    public static Task RefuseAsync(HttpContext context, string orElse)
    {
        var header = ApiGate.KeyHeader;
        var (text, reason) = context.Request.Headers[header] switch
        {
            _ when !IsSent(context.Request) => ($"send an API key as {header}{orElse}", "no_key"),
            { Count: > 1 } => ($"{header} was sent more than once; send one API key{orElse}", "unknown_key"),
            _ => ($"this API key is not known; send one of Hub:ApiKeys as {header}{orElse}", "unknown_key"),
        };
        return Problem.WriteAsync(context, ErrorCode.Unauthorized, text, new RefusalDetails { Reason = reason });
    }

    /// <summary>The key of a request; null when it has none that is known, or several.</summary>
    public ApiKey? Of(HttpRequest request) => request.Headers[ApiGate.KeyHeader] is [{ } sent] ? Find(sent) : null;

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
