namespace RealtimeHub.Client;

/// <summary>How messages are encoded on the wire.</summary>
public enum HubEncoding
{
    /// <summary>SignalR's <c>json</c> hub protocol; works on every transport.</summary>
    Json,
}
