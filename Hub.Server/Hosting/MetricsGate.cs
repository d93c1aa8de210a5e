using System.Net;
using RealtimeHub.Server.Diagnostics.Telemetry;
using RealtimeHub.Server.Identity;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hosting;

/// <summary>Lets those read <c>/metrics</c> who may.</summary>
internal sealed class MetricsGate(RequestDelegate next, TelemetryOptions options, ApiKeys keys)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return options.Metrics switch
        {
            MetricsAccess.Loopback when !IsLocal(context) => Problem.WriteAsync(
                context, ErrorCode.PermissionDenied, "metrics are read on the server's own machine; Hub:Telemetry:Metrics can open them", new RefusalDetails { Reason = "not_local" }),
            MetricsAccess.Key => CheckKeyAsync(context),
            _ => next(context),
        };
    }

    // Behind a proxy on this machine everyone comes from here.
    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded");

    private Task CheckKeyAsync(HttpContext context)
    {
        if (keys.Of(context.Request) is not { } key)
            return ApiKeys.RefuseAsync(context, ", one with the scope read");
        return key.Scopes.HasFlag(ApiScopes.Read)
            ? next(context)
            : Problem.WriteAsync(context, ErrorCode.PermissionDenied, "the API key may not do this; it needs the scope read", new RefusalDetails { Reason = "scope", Right = "read" });
    }
}
