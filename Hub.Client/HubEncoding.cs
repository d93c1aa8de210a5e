namespace RealtimeHub.Client;

/// <summary>How messages are encoded on the wire.</summary>
public enum HubEncoding
{
    /// <summary>SignalR's <c>json</c> hub protocol; works on every transport.</summary>
    Json,

    /// <summary>SignalR's <c>messagepack</c> hub protocol: smaller and faster; not over Server-Sent Events.</summary>
    MessagePack,
}
