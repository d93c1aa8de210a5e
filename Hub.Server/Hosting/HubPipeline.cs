using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Server.Api;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Server.Identity;

namespace RealtimeHub.Server.Hosting;

/// <summary>What a request to the hub's addresses passes, and those addresses. Requests to other addresses pass untouched.</summary>
internal static class HubPipeline
{
    /// <summary>Adds what stands before the endpoints. Routing has chosen the endpoint before.</summary>
    /// <param name="app">The application.</param>
    /// <param name="hasApi">Whether the HTTP API is mapped.</param>
    public static void UseHubGates(this WebApplication app, bool hasApi)
    {
        app.UseHubIdentity();
        if (hasApi)
            app.UseWhen(HubPaths.IsApi, api => api.UseMiddleware<ApiGate>().UseMiddleware<ApiFailures>());
        app.UseMiddleware<DrainGate>();
        app.UseMiddleware<NegotiationGate>();
        app.UseMiddleware<NegotiatedLifetime>();
        app.UseWhen(HubPaths.TakesToken, branch => branch.Use(app.Services.GetRequiredService<WebSocketFrameLimiter>().InvokeAsync));
        var limits = app.Services.GetRequiredService<LimitOptions>();
        app.UseWebSockets(new Microsoft.AspNetCore.Builder.WebSocketOptions
        {
            // For clients that never ping: SignalR arms its own timeout only after a first one.
            KeepAliveInterval = DeadPeerMonitor.PingOf(limits),
            KeepAliveTimeout = DeadPeerMonitor.PingOf(limits),
        });
        var polls = app.Services.GetRequiredService<LongPolls>();
        app.UseWhen(IsTheHub, branch => branch.Use(app.Services.GetRequiredService<GracefulCloseDetector>().InvokeAsync).Use(polls.InvokeAsync));
    }

    /// <summary>The group of the server's own endpoints. Its gates say who may come: policies of the application don't hold for it.</summary>
    public static RouteGroupBuilder MapHubGroup(this WebApplication app) => app.MapGroup("").WithMetadata(HubEndpoint.Mark).AllowAnonymous();

    /// <summary>Maps the hub, where its users sign in, and documents.</summary>
    public static IEndpointConventionBuilder MapChannelHub(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        endpoints.MapSignIn();
        endpoints.MapYjs();
        endpoints.MapPost(HubPaths.Hub + HubPaths.Refresh, services.GetRequiredService<RefreshEndpoint>().HandleAsync);
        var owners = services.GetRequiredService<ConnectionOwners>();
        var polls = services.GetRequiredService<LongPolls>();
        return endpoints.MapTransports(
            HubPaths.Hub,
            TransportOptions(services.GetRequiredService<LimitOptions>()),
            connection => connection.Use(owners.Follow).Use(polls.Follow)
                .Use(services.GetRequiredService<HandshakeGuard>().Follow).Use(ConnectionScope.Open)
                .Use(services.GetRequiredService<DeadPeerMonitor>().Follow).UseHub<ChannelHub>());
    }

    /// <summary>Maps a hub of the application's own behind the same gates.</summary>
    public static IEndpointConventionBuilder MapOwnHub<THub>(this IEndpointRouteBuilder endpoints, string path, HttpConnectionDispatcherOptions options)
        where THub : Hub
    {
        var services = endpoints.ServiceProvider;
        var owners = services.GetRequiredService<ConnectionOwners>();
        var own = services.GetRequiredService<OwnHubConnections>();

        // [Authorize] on the hub's class, among others, as SignalR's MapHub has it.
        object[] metadata = [OwnHub.Mark, HubEndpoint.Mark, new HubMetadata(typeof(THub)), .. typeof(THub).GetCustomAttributes(inherit: true)];
        endpoints.MapPost(path.TrimEnd('/') + HubPaths.Refresh, services.GetRequiredService<RefreshEndpoint>().HandleAsync).WithMetadata(metadata);
        return endpoints.MapTransports(path, options, connection => connection.Use(owners.Follow).Use(own.Follow).UseHub<THub>()).WithMetadata(metadata);
    }

    private static bool IsTheHub(HttpContext context) => context.Request.Path.StartsWithSegments(HubPaths.Hub) && !HubPaths.IsForeign(context);

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
