using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.Extensions.Options;
using RealtimeHub.Server.Hosting.Configuration;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Server.Transports;

namespace RealtimeHub.Server.Hosting;

/// <summary>Puts together what carries the messages of hubs.</summary>
internal static class TransportServices
{
    // The transport looks after its connections once a second.
    private const int LeastPingSeconds = 1;

    public static void AddTransports(this IServiceCollection services, RealtimeHubOptions options)
    {
        services.AddSingleton(options.Transports);
        services.AddSingleton(new TransportPings(Math.Max(LeastPingSeconds, (int)DeadPeerMonitor.PingOf(options.Limits).TotalSeconds)));
        services.AddSingleton<WebSocketConnections>();
        services.AddSingleton(provider => new Negotiations(
            provider.GetRequiredService<IOptions<Microsoft.AspNetCore.Http.Connections.ConnectionOptions>>().Value.DisconnectTimeout ?? TimeSpan.Zero, TimeProvider.System));
        services.AddSingleton<HubTransport>();
    }

    /// <summary>Maps a hub's address to everything that carries it.</summary>
    /// <param name="endpoints">Where it is mapped.</param>
    /// <param name="path">The hub's address.</param>
    /// <param name="options">The transports' options.</param>
    /// <param name="configure">What a connection passes, up to the hub.</param>
    public static ConnectionEndpointRouteBuilder MapTransports(this IEndpointRouteBuilder endpoints, string path, HttpConnectionDispatcherOptions options, Action<IConnectionBuilder> configure)
    {
        var services = endpoints.ServiceProvider;
        if (services.GetRequiredService<TransportOptions>().WebSockets == WebSocketCarrier.SignalR)
            return endpoints.MapConnections(path, options, configure);
        var builder = new ConnectionBuilder(services);
        configure(builder);
        var connection = builder.Build();
        var transport = services.GetRequiredService<HubTransport>();
        var mapped = endpoints.MapConnections(path, options, other => other.Run(connection.Invoke));
        mapped.Add(endpoint =>
        {
            var other = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = endpoint.Metadata.OfType<NegotiateMetadata>().Any()
                ? transport.Negotiate(other)
                : transport.Carry(other, options, connection);
        });
        return mapped;
    }
}
