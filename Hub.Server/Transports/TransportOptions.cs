namespace RealtimeHub.Server.Transports;

/// <summary>Who carries the messages of hubs.</summary>
public sealed class TransportOptions
{
    /// <summary>What carries WebSockets over HTTP/1.1: <c>realtime</c>, this server's own transport, or <c>signalr</c>. Clients notice no difference. Default: <c>signalr</c>.</summary>
    public WebSocketCarrier WebSockets { get; set; } = WebSocketCarrier.SignalR;
}

/// <summary>What carries WebSockets.</summary>
public enum WebSocketCarrier
{
    /// <summary>This server's own transport.</summary>
    Realtime,

    /// <summary>SignalR's, as every other transport.</summary>
    SignalR,
}
