using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hubs;

/// <summary>Reaches connections by their ids, through the hub's own context.</summary>
internal sealed class CallerEdges(IHubContext<ChannelHub, IChannelClient> hub) : ICallerEdges
{
    public CallerEdge Of(string connectionId) => new(hub.Clients.Client(connectionId), hub.Groups);
}
