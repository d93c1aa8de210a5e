using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Server.Identity;

namespace RealtimeHub.Server.Hosting;

/// <summary>What answers at which address.</summary>
public static class RealtimeHubApplication
{
    /// <summary>Where the hub is.</summary>
    public const string HubPath = "/hub";

    /// <summary>Serves the hub, guest tokens, health and the pages.</summary>
    /// <param name="app">The application that was built with <see cref="RealtimeHubServices.AddRealtimeHub"/>.</param>
    public static WebApplication UseRealtimeHub(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseWebPages();
        app.UseHubIdentity();
        app.UseMiddleware<DrainGate>();
        app.UseMiddleware<NegotiationGate>();
        app.UseWebSockets(new Microsoft.AspNetCore.Builder.WebSocketOptions
        {
            // For clients that never ping: SignalR arms its own timeout only after a first one.
            KeepAliveInterval = TimeSpan.FromSeconds(15),
            KeepAliveTimeout = TimeSpan.FromSeconds(15),
        });
        var orderlyEnds = app.Services.GetRequiredService<OrderlyEnds>();
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments(HubPath),
            branch => branch.Use(next => context => orderlyEnds.InvokeAsync(context, next)));
        app.MapGuestTokens();
        app.MapHealth();
        var owners = app.Services.GetRequiredService<ConnectionOwners>();
        app.MapConnections(
            HubPath,
            TransportOptions(app.Services.GetRequiredService<LimitOptions>()),
            connection => connection.Use(owners.Follow).Use(ConnectionScope.Open).UseHub<ChannelHub>());
        return app;
    }

    private static HttpConnectionDispatcherOptions TransportOptions(LimitOptions limits) => new()
    {
        // Recovery by position is better: its buffer blocks writers, and batches break its sequence numbers.
        AllowStatefulReconnects = false,
        ApplicationMaxBufferSize = limits.MaxTransportMessageBytes,
        TransportSendTimeout = TimeSpan.FromSeconds(30),
    };
}
