using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Server.Api;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Hosting.Configuration;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Server.Identity;

namespace RealtimeHub.Server.Hosting;

/// <summary>Maps the server's addresses.</summary>
public static class RealtimeHubApplication
{
    /// <summary>The address of the hub.</summary>
    public const string HubPath = "/hub";

    /// <summary>Serves the hub, guest tokens, health and the pages.</summary>
    /// <param name="app">The application that was built with <see cref="RealtimeHubServices.AddRealtimeHub"/>.</param>
    public static WebApplication UseRealtimeHub(this WebApplication app)
    {
        app.UseTrustedProxies([.. app.Services.GetRequiredService<RealtimeHubOptions>().TrustedProxies.Values]);
        app.UseSecurityHeaders();
        app.UseUnknownAddress();
        app.UseWebPages();
        app.UseHubIdentity();
        app.UseWhen(context => HubPaths.IsApi(context.Request.Path), api => api.UseMiddleware<ApiGate>().UseMiddleware<ApiFailures>());
        app.UseMiddleware<DrainGate>();
        app.UseMiddleware<NegotiationGate>();
        app.UseMiddleware<NegotiatedLifetime>();
        app.UseWhen(context => HubPaths.TakesToken(context), branch => branch.Use(app.Services.GetRequiredService<WebSocketFrameLimiter>().InvokeAsync));
        var limits = app.Services.GetRequiredService<LimitOptions>();
        app.UseWebSockets(new Microsoft.AspNetCore.Builder.WebSocketOptions
        {
            // For clients that never ping: SignalR arms its own timeout only after a first one.
            KeepAliveInterval = DeadPeerMonitor.PingOf(limits),
            KeepAliveTimeout = DeadPeerMonitor.PingOf(limits),
        });
        var polls = app.Services.GetRequiredService<LongPolls>();
        app.UseWhen(IsHub, branch => branch.Use(app.Services.GetRequiredService<GracefulCloseDetector>().InvokeAsync).Use(polls.InvokeAsync));
        app.MapSignIn();
        app.MapHealth();
        app.MapMetrics();
        app.MapApi();
        app.MapYjs();
        app.MapPost(HubPath + HubPaths.Refresh, app.Services.GetRequiredService<RefreshEndpoint>().HandleAsync);
        var owners = app.Services.GetRequiredService<ConnectionOwners>();
        app.MapConnections(
            HubPath,
            TransportOptions(limits),
            connection => connection.Use(owners.Follow).Use(polls.Follow)
                .Use(app.Services.GetRequiredService<HandshakeGuard>().Follow).Use(ConnectionScope.Open)
                .Use(app.Services.GetRequiredService<DeadPeerMonitor>().Follow).UseHub<ChannelHub>());
        return app;
    }

    /// <summary>
    /// Maps a hub of the application's own with this server's identity: tokens (or <c>Hub:Auth:Scheme</c>), origins, expiry, SignalR 11's authentication refresh and
    /// revocation hold there as at <see cref="HubPath"/>. Limits and channels are not for it. On long polling such a hub's <c>Context.User</c> keeps the
    /// claims that the connection began with, also after a refresh.
    /// </summary>
    /// <typeparam name="THub">The hub.</typeparam>
    /// <param name="app">The application, behind <see cref="UseRealtimeHub"/>.</param>
    /// <param name="path">The hub's address.</param>
    /// <param name="configure">Sets the transports' options.</param>
    public static WebApplication MapRealtimeHub<THub>(this WebApplication app, string path, Action<HttpConnectionDispatcherOptions>? configure = null)
        where THub : Hub
    {
        var options = new HttpConnectionDispatcherOptions();
        configure?.Invoke(options);
        var owners = app.Services.GetRequiredService<ConnectionOwners>();
        var own = app.Services.GetRequiredService<OwnHubConnections>();
        app.MapConnections(path, options, connection => connection.Use(owners.Follow).Use(own.Follow).UseHub<THub>()).Add(endpoint => endpoint.Metadata.Add(OwnHub.Mark));
        app.MapPost(path.TrimEnd('/') + HubPaths.Refresh, app.Services.GetRequiredService<RefreshEndpoint>().HandleAsync).Add(endpoint => endpoint.Metadata.Add(OwnHub.Mark));
        return app;
    }

    private static bool IsHub(HttpContext context) => context.Request.Path.StartsWithSegments(HubPath);

    private static HttpConnectionDispatcherOptions TransportOptions(LimitOptions limits) => new()
    {
        // Recovery by position is better: its buffer blocks writers, and batches break its sequence numbers.
        AllowStatefulReconnects = false,
        ApplicationMaxBufferSize = limits.MaxTransportMessageBytes,
        TransportSendTimeout = limits.DeadPeerTimeout,

        // SignalR sends a client that polls no pings: only its next poll shows that it is there.
        LongPolling = { PollTimeout = DeadPeerMonitor.PollOf(limits) },
    };
}
