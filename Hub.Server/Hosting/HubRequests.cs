using Microsoft.Extensions.Primitives;

namespace RealtimeHub.Server.Hosting;

/// <summary>Tells apart what is asked of the hub's address.</summary>
internal static class HubRequests
{
    /// <summary>A negotiation, or a WebSocket that skips it; a request that bears a connection's token goes on with one, an empty one is none to SignalR.</summary>
    public static bool BeginsConnection(HttpRequest request) =>
        request.Path.StartsWithSegments(RealtimeHubApplication.HubPath) && StringValues.IsNullOrEmpty(request.Query["id"]);
}
