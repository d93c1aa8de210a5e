using RealtimeHub.Server.Channels.Overview;
using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Channels.Nodes;

/// <summary>What this node says of itself.</summary>
internal sealed class OwnNode(NodeName node, INodeAddress address, ServerCounters counters, IEnumerable<IReadinessCheck> checks, INodeStop stop, TimeProvider time)
{
    private readonly long started = time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Its id: no two lives of any node have the same.</summary>
    public string Id => node.Id;

    public NodeRecord Read() => new(
        node.Value,
        address.Value,
        typeof(OwnNode).Assembly.GetName().Version?.ToString(3) ?? "",
        started,
        [.. checks.Select(check => check.Reason).OfType<string>()],
        stop.HasBegun,
        counters.Connections);
}
