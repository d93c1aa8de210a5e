using RealtimeHub.Server.Api.Contracts;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Overview;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Identity;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Api;

/// <summary>This node, its figures and its end.</summary>
internal sealed class NodeEndpoints(
    NodeName node, ServerCounters counters, ChannelOverview channels, IEnumerable<IReadinessCheck> checks, INodeStop stop, TimeProvider time) : IApiEndpoints
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
        map.Add(
            new ApiOperation(HttpMethods.Post, "/nodes/{node}/drain", "drainNode", "Stops this node in order: clients are asked to come back elsewhere, then the process ends.", ApiScopes.Admin),
            call => new(Drain(call)));
    }

    private Outcome<bool> Drain(ApiCall call)
    {
        if (call.Segment("node").IsRefused(out var refusal, out var named))
            return refusal;
        if (named != node.Value)
            return new Refusal(ErrorCode.NotFound, $"this node is {node.Value}; a node stops itself only");
        stop.Begin();
        return true;
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
