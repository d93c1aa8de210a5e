using RealtimeHub.Server.Api.Contracts;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Nodes;
using RealtimeHub.Server.Channels.Overview;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Identity;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Api;

/// <summary>The nodes; the figures of this one and its end.</summary>
internal sealed class NodeEndpoints(NodeName node, NodeDirectory nodes, ServerCounters counters, ChannelOverview channels, NodeStops stops, TimeProvider time) : IApiEndpoints
{
    public void Map(ApiMap map)
    {
        map.Add(
            new ApiOperation(HttpMethods.Get, "/nodes", "listNodes", "Lists the nodes that share the engine.", ApiScopes.Read),
            ApiJson.Default.NodeList,
            _ => new(List()));
        map.Add(
            new ApiOperation(HttpMethods.Get, "/stats", "readStatistics", "Reads what this node does and has done since its start.", ApiScopes.Read),
            ApiJson.Default.NodeStatistics,
            _ => new(Read()));
        map.Add(
            new ApiOperation(HttpMethods.Post, "/nodes/{node}/drain", "drainNode", "Stops a node in order: its clients are asked to come back elsewhere, then the process ends.", ApiScopes.Admin),
            DrainAsync);
    }

    private async ValueTask<Outcome<bool>> DrainAsync(ApiCall call)
    {
        if (call.Segment("node").IsRefused(out var refusal, out var named))
            return refusal;
        return await stops.BeginAsync(named) ? true : new Refusal(ErrorCode.NotFound, $"there is no node of this name; the node that was asked is {node.Value}");
    }

    private NodeList List() => new([.. nodes.All.Select(one => Summarize(one.Key, one.Value)).OrderBy(one => one.Node, StringComparer.Ordinal).ThenBy(one => one.StartedTime)]);

    private static NodeSummary Summarize(string id, NodeRecord record) => new(
        record.Node, id, record.Address, record.Version, record.StartedTime, record.Reasons.Count == 0 ? "ready" : "unavailable", record.Reasons, record.Draining, record.Connections);

    private Outcome<NodeStatistics> Read() => new NodeStatistics(
        node.Value,
        time.GetUtcNow().ToUnixTimeMilliseconds(),
        counters.Connections,
        counters.Subscriptions,
        channels.Count,
        counters.Publications,
        counters.Signals,
        counters.Deliveries,
        Environment.WorkingSet);
}
