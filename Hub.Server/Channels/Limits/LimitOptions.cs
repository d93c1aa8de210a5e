namespace RealtimeHub.Server.Channels.Limits;

/// <summary>
/// How much one connection, user, address or node may take, bound to <c>Hub:Limits</c>. For rates and counts 0 lifts
/// the limit; sizes have none that can be lifted.
/// </summary>
internal sealed class LimitOptions
{
    // Rates of one connection, a second.
    public double CallsPerSecond { get; set; } = 200;

    public double PublishesPerSecond { get; set; } = 50;

    /// <summary>How many publishes may come at once after a quiet time.</summary>
    public int PublishBurst { get; set; } = 100;

    public double SignalsPerSecond { get; set; } = 100;

    public double SubscribesPerSecond { get; set; } = 10;

    /// <summary>How many subscribes may come at once: a client that comes back subscribes to all it had.</summary>
    public int SubscribeBurst { get; set; } = 500;

    public double HistoryReadsPerSecond { get; set; } = 10;

    public double PresenceUpdatesPerSecond { get; set; } = 1;

    public double TypingPerSecond { get; set; } = 2;

    public double NewChannelsPerSecond { get; set; } = 20;

    // Rates of one address, a second.
    public double NegotiationsPerSecond { get; set; } = 10;

    public int NegotiationBurst { get; set; } = 30;

    // Counts.
    public int ConnectionsPerUser { get; set; } = 20;

    public int ConnectionsPerAddress { get; set; } = 200;

    public int ConnectionsPerNode { get; set; } = 15_000;

    /// <summary>Negotiated connections of one address that nothing has attached to yet.</summary>
    public int UnattachedPerAddress { get; set; } = 20;

    /// <summary>Subscriptions of one connection.</summary>
    public int MaxSubscriptions { get; set; } = 500;

    /// <summary>Whether limits per address hold for this machine's own addresses, too.</summary>
    public bool CountLoopback { get; set; }

    // Sizes of what comes in.
    public int MaxMessageBytes { get; set; } = 64 * 1024;

    /// <summary>Where a connection is closed rather than answered.</summary>
    public int MaxTransportMessageBytes { get; set; } = 2 * 1024 * 1024;

    public int MaxTypeBytes { get; set; } = 64;

    public int MaxKeyBytes { get; set; } = 200;

    public int MaxIdempotencyKeyBytes { get; set; } = 64;

    public int MaxPresenceDataBytes { get; set; } = 4096;

    public int MaxNameCharacters { get; set; } = 64;

    public int MaxUserIdBytes { get; set; } = 128;

    // Sizes of what goes out.
    public int MaxHistoryLimit { get; set; } = 1000;

    public int HistoryPageBytes { get; set; } = 1024 * 1024;

    public int ReplayPublications { get; set; } = 10_000;

    public int ReplayBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Publications that may wait for a connection to read.</summary>
    public int OutboxPublications { get; set; } = 1024;

    public int OutboxBytes { get; set; } = 1024 * 1024;
}
