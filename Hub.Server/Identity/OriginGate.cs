using Microsoft.Net.Http.Headers;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Identity;

/// <summary>
/// Refuses requests to the hub and for tokens that come from pages of other origins. SignalR checks no origin on WebSockets, and CORS would only keep a
/// page from reading the answer.
/// </summary>
internal sealed partial class OriginGate(RequestDelegate next, AllowedOrigins allowed, TimeProvider time, ILogger<OriginGate> logger)
{
    private const string Methods = "GET, POST, DELETE";
    private const string Age = "600";

    // Any page of the internet can make a browser try: the log must not grow by it.
    private const int MostLoggedCharacters = 64;
    private static readonly TimeSpan LogEvery = TimeSpan.FromMinutes(1);
    private readonly Lock gate = new();
    private long? logged;

    public Task InvokeAsync(HttpContext context)
    {
        if (!HubPaths.IsGuarded(context))
            return next(context);
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        var origin = context.Request.Headers.Origin;
        if (origin.Count == 0)
            return next(context);
        // Two headers, or one of two values, match nothing.
        var text = origin.ToString();
        if (text == OwnOrigin(context.Request))
            return next(context);
        return allowed.Contains(text) ? PassAllowed(context, text) : RefuseAsync(context, text);
    }

    private Task RefuseAsync(HttpContext context, string origin)
    {
        if (MayLog())
            LogRefused(Shown(origin));
        return Problem.WriteAsync(context, ErrorCode.PermissionDenied, "pages of this origin are not allowed; the server's Hub:Origins lists those that are", new RefusalDetails { Reason = "origin" });
    }

    private bool MayLog()
    {
        lock (gate)
        {
            if (logged is { } last && time.GetElapsedTime(last) < LogEvery)
                return false;
            logged = time.GetTimestamp();
            return true;
        }
    }

    // An origin is ASCII; what else a client sends as one must not forge a line.
    private static string Shown(string origin) =>
        new([.. origin.Take(MostLoggedCharacters).Select(c => char.IsBetween(c, ' ', '~') ? c : '?')]);

    private Task PassAllowed(HttpContext context, string origin)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowCredentials = "true";
        if (!HttpMethods.IsOptions(context.Request.Method) || context.Request.Headers.AccessControlRequestMethod.Count == 0)
            return next(context);
        headers.AccessControlAllowMethods = Methods;
        // An allowed origin is trusted with any header, as with credentials.
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "A page of the origin {Origin} was refused. If it is yours, add that exact origin to Hub:Origins, for example Hub__Origins__0={Origin}. Further refusals are not logged for a minute.")]
    private partial void LogRefused(string origin);
}
