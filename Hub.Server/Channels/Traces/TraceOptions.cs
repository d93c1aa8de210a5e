namespace RealtimeHub.Server.Channels.Traces;

/// <summary>What is remembered of deliveries and refusals, in memory, for <c>GET /api/v1/trace</c>.</summary>
public sealed class TraceOptions
{
    /// <summary>How many of its last frames each connection remembers, 64 bytes each once there were so many; from 0 (none) to 100,000, default 64.</summary>
    public int DeliveriesPerConnection { get; set; } = 64;

    /// <summary>How many ended subscriptions are remembered, each with its connection's deliveries; from 0 to 100,000, default 1,000.</summary>
    public int EndedSubscriptions { get; set; } = 1_000;

    /// <summary>How many refused publishes and subscribes are remembered; from 0 to 100,000, default 1,000.</summary>
    public int Refusals { get; set; } = 1_000;
}
