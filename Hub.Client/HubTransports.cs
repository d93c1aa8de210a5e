namespace RealtimeHub.Client;

/// <summary>The ways a connection can be carried. Tried in this order until one is not refused.</summary>
[Flags]
public enum HubTransports
{
    /// <summary>None; never a valid choice.</summary>
    None = 0,

    /// <summary>WebSockets, over HTTP/2 where the server has it.</summary>
    WebSockets = 1,

    /// <summary>Server-Sent Events down and POST requests up. JSON only.</summary>
    ServerSentEvents = 2,

    /// <summary>Requests that wait for an answer, and POST requests up.</summary>
    LongPolling = 4,

    /// <summary>All of them.</summary>
    All = WebSockets | ServerSentEvents | LongPolling,
}
