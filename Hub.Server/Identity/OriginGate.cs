using Microsoft.Net.Http.Headers;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Identity;

/// <summary>
/// Keeps pages of other origins out of hub and tokens. SignalR checks no origin on WebSockets, and CORS would only keep a
/// page from reading the answer.
/// </summary>
internal sealed class OriginGate(RequestDelegate next, OriginOptions options)
{
    private const string Methods = "GET, POST, DELETE";
    private const string Age = "600";

    public Task InvokeAsync(HttpContext context)
    {
        if (!HubPaths.IsGuarded(context.Request.Path))
            return next(context);
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        var origin = context.Request.Headers.Origin;
        if (origin.Count == 0)
            return next(context);
        // Two headers, or one of two values, match nothing.
        var text = origin.ToString();
        if (text == OwnOrigin(context.Request))
            return next(context);
        return options.Listed.Contains(text)
            ? PassListed(context, text)
            : Problem.WriteAsync(context, ErrorCode.PermissionDenied, "pages of this origin are not allowed");
    }

    private Task PassListed(HttpContext context, string origin)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowCredentials = "true";
        if (!HttpMethods.IsOptions(context.Request.Method) || context.Request.Headers.AccessControlRequestMethod.Count == 0)
            return next(context);
        headers.AccessControlAllowMethods = Methods;
        // A listed origin is trusted with any header, as with credentials.
        headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
        headers.AccessControlMaxAge = Age;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    // As a browser writes it: lower case, without the scheme's own port.
    private static string OwnOrigin(HttpRequest request)
    {
        var host = request.Host;
        var usual = request.IsHttps ? 443 : 80;
        var authority = host.Port is { } port && port != usual ? $"{host.Host}:{port}" : host.Host;
        return $"{request.Scheme}://{authority}".ToLowerInvariant();
    }
}
