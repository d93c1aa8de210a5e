using RealtimeHub.Server.Api.Contracts;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Overview;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Identity;

namespace RealtimeHub.Server.Api;

/// <summary>This node and its figures.</summary>
internal sealed class NodeEndpoints(NodeName node, ServerCounters counters, ChannelOverview channels, IEnumerable<IReadinessCheck> checks, TimeProvider time) : IApiEndpoints
{
    private readonly long started = time.GetUtcNow().ToUnixTimeMilliseconds();

    public void Map(ApiMap map)
    {
        map.Add(
            new ApiOperation(HttpMethods.Get, "/nodes", "listNodes", "Lists the nodes.", ApiScopes.Read),
            ApiJson.Default.NodeList,
            _ => new(new NodeList([Summarize()])));
        map.Add(
            new ApiOperation(HttpMethods.Get, "/stats", "readStatistics", "Reads what this node does and has done since its start.", ApiScopes.Read),
            ApiJson.Default.NodeStatistics,
            _ => new(Read()));
    }

    private NodeSummary Summarize()
    {
        var reasons = checks.Select(check => check.Reason).OfType<string>().ToArray();
        return new NodeSummary(
            node.Value,
            typeof(NodeEndpoints).Assembly.GetName().Version?.ToString(3) ?? "",
            started,
            reasons.Length == 0 ? "ready" : "unavailable",
            reasons,
            counters.Connections);
    }

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
