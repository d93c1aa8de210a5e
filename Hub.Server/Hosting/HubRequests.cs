using Microsoft.Extensions.Primitives;
using RealtimeHub.Server.Identity;

namespace RealtimeHub.Server.Hosting;

/// <summary>Classifies requests.</summary>
internal static class HubRequests
{
    /// <summary>A WebSocket of y-websocket, a negotiation, or a WebSocket that skips it. A request with a connection token continues a connection; SignalR ignores an empty one.</summary>
    public static bool BeginsConnection(HttpRequest request) =>
        !HubPaths.IsForeign(request.HttpContext) && (request.Path.StartsWithSegments(HubPaths.Yjs) || BeginsHubConnection(request));

    private static bool BeginsHubConnection(HttpRequest request) =>
        request.Path.StartsWithSegments(HubPaths.Hub) && !HubPaths.IsRefresh(request.HttpContext) && StringValues.IsNullOrEmpty(request.Query["id"]);
}
