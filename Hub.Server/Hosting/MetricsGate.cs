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
            MetricsAccess.Key when !HasKey(context) => Problem.WriteAsync(
                context, ErrorCode.Unauthorized, $"send an API key with the scope read as {ApiGate.KeyHeader}", new RefusalDetails { Reason = "no_key" }),
            _ => next(context),
        };
    }

    // Behind a proxy on this machine everyone comes from here.
    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded");

    private bool HasKey(HttpContext context) =>
        context.Request.Headers[ApiGate.KeyHeader] is [{ } sent] && keys.Find(sent)?.Scopes.HasFlag(ApiScopes.Read) == true;
}
