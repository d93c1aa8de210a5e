using Microsoft.AspNetCore.Connections;

namespace RealtimeHub.Server.Hubs;

/// <summary>
/// What is learned about a connection below the hub. It flows with the connection's own loop, so that the hub protocol,
/// which SignalR shares among all connections, can tell whose bytes it is reading.
/// </summary>
internal sealed class ConnectionScope(string connectionId)
{
    private static readonly AsyncLocal<ConnectionScope?> Flowing = new();

    public static ConnectionScope? Current => Flowing.Value;

    public string ConnectionId { get; } = connectionId;

    /// <summary>The peer said that it goes; a connection that just breaks may come back.</summary>
    public bool SaidGoodbye { get; set; }

    /// <summary>Called when the peer sent what is not this protocol, right before SignalR ends the connection.</summary>
    public Action? OnBroken { get; set; }

    /// <summary>Connection middleware, outermost.</summary>
    public static ConnectionDelegate Open(ConnectionDelegate next) => async connection =>
    {
        var scope = new ConnectionScope(connection.ConnectionId);
        connection.Features.Set(scope);
        Flowing.Value = scope;
        await next(connection);
    };
}
