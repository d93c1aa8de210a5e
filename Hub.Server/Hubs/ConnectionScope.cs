using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;

namespace RealtimeHub.Server.Hubs;

/// <summary>
/// What is learned about a connection below the hub. It flows with the connection's own loop, so that the hub protocol,
/// which SignalR shares among all connections, can tell whose bytes it is reading.
/// </summary>
internal sealed class ConnectionScope(string connectionId)
{
    private static readonly AsyncLocal<ConnectionScope?> Flowing = new();
    private volatile bool ignoresInput;
    private long messages;

    public static ConnectionScope? Current => Flowing.Value;

    public string ConnectionId { get; } = connectionId;

    /// <summary>The peer said that it goes; a connection that just breaks may come back.</summary>
    public bool SaidGoodbye { get; set; }

    /// <summary>Called with the reason when the peer sent what is not this protocol, right before SignalR ends the connection.</summary>
    public Action<string>? OnBroken { get; set; }

    /// <summary>Counts a message that no hub filter sees; gives its refusal when there are too many.</summary>
    public Func<HubException?>? OnUncounted { get; set; }

    /// <summary>How many bytes of a message have come whose end has not. For the connection's own loop.</summary>
    public long UnfinishedBytes { get; set; }

    /// <summary>How many messages have come.</summary>
    public long Messages => Volatile.Read(ref messages);

    /// <summary>The connection is being closed: what it still sends is dropped unread, and answered no more.</summary>
    public bool IgnoresInput
    {
        get => ignoresInput;
        set => ignoresInput = value;
    }

    /// <summary>Notes that a message has come. For the connection's own loop.</summary>
    public void NoteMessage() => Volatile.Write(ref messages, messages + 1);

    /// <summary>Connection middleware, outermost.</summary>
    public static ConnectionDelegate Open(ConnectionDelegate next) => async connection =>
    {
        var scope = new ConnectionScope(connection.ConnectionId);
        connection.Features.Set(scope);
        Flowing.Value = scope;
        await next(connection);
    };
}
