namespace RealtimeHub.Server.Channels.Limits;

/// <summary>
/// How much one connection, user, address or node may use: <c>Hub:Limits</c>. For rates and counts 0 lifts the limit; a limit of size can't be lifted.
/// </summary>
public sealed class LimitOptions
{
    /// <summary>Calls of a connection a second, of any method; from 0 to 1,000,000, default 200.</summary>
    public double CallsPerSecond { get; set; } = 200;

    /// <summary>Publishes of a connection a second; from 0 to 1,000,000, default 50.</summary>
    public double PublishesPerSecond { get; set; } = 50;

    /// <summary>Publishes that may come at once after a quiet time; from 1 to 1,000,000, default 100.</summary>
    public int PublishBurst { get; set; } = 100;

    /// <summary>Signals of a connection a second; from 0 to 1,000,000, default 100.</summary>
    public double SignalsPerSecond { get; set; } = 100;

    /// <summary>Subscribes of a connection a second; from 0 to 1,000,000, default 10.</summary>
    public double SubscribesPerSecond { get; set; } = 10;

    /// <summary>Subscribes that may come at once, as a client that comes back makes them; from 1 to 1,000,000, default 500.</summary>
    public int SubscribeBurst { get; set; } = 500;

    /// <summary>Reads of history or state of a connection a second; from 0 to 1,000,000, default 10.</summary>
    public double HistoryReadsPerSecond { get; set; } = 10;

    /// <summary>Updates of presence data of a connection a second; from 0 to 1,000,000, default 1.</summary>
    public double PresenceUpdatesPerSecond { get; set; } = 1;

    /// <summary>Typing signals of a connection a second; from 0 to 1,000,000, default 2.</summary>
    public double TypingPerSecond { get; set; } = 2;

    /// <summary>Channels that a connection may begin a second; from 0 to 1,000,000, default 20.</summary>
    public double NewChannelsPerSecond { get; set; } = 20;

    /// <summary>WebSocket frames of a connection a second, pings included; at least 0, default 2,000.</summary>
    public int FramesPerSecond { get; set; } = 2_000;

    /// <summary>WebSocket frames of one message; at least 0, default 128.</summary>
    public int FragmentsPerMessage { get; set; } = 128;

    /// <summary>Negotiations of an address a second; from 0 to 1,000,000, default 10.</summary>
    public double NegotiationsPerSecond { get; set; } = 10;

    /// <summary>Negotiations of an address that may come at once; from 1 to 1,000,000, default 30.</summary>
    public int NegotiationBurst { get; set; } = 30;

    /// <summary>Negotiations of all addresses together a second, above which this node refuses more for a moment; from 0 to 1,000,000, default 300.</summary>
    public double NegotiationsOfNodePerSecond { get; set; } = 300;

    /// <summary>
    /// Connections a minute that may end because their client broke the protocol, of one address or signed-in user, in the long run; from 0 to 1,000,000, default 6.
    /// Who has more may open no new ones until one is due.
    /// </summary>
    public double ViolationsPerMinute { get; set; } = 6;

    /// <summary>Such connections that may come at once; from 1 to 1,000,000, default 10.</summary>
    public int ViolationBurst { get; set; } = 10;

    /// <summary>Connections of one user; at least 0, default 20.</summary>
    public int ConnectionsPerUser { get; set; } = 20;

    /// <summary>Connections of one address, where all of an IPv6 /64 is one; at least 0, default 200.</summary>
    public int ConnectionsPerAddress { get; set; } = 200;

    /// <summary>Connections of this node; at least 0, default 15,000.</summary>
    public int ConnectionsPerNode { get; set; } = 15_000;

    /// <summary>Connections of one address that have begun and not shaken hands yet; at least 0, default 20.</summary>
    public int UnattachedPerAddress { get; set; } = 20;

    /// <summary>Connections of this node that have begun and not shaken hands yet; at least 0, default 5,000.</summary>
    public int UnattachedPerNode { get; set; } = 5_000;

    /// <summary>How long a negotiated connection may wait for its client; from 5 seconds to 1 minute, default 15 seconds.</summary>
    public TimeSpan UnattachedTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection may take until its handshake is there; from 1 second to 1 minute, default 5 seconds.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of a handshake; from 256 to 64 KiB, default 4 KiB.</summary>
    public int MaxHandshakeBytes { get; set; } = 4096;

    /// <summary>How long a client may be silent, or take nothing of what is written to it, until it counts as dead; from 2 seconds to 10 minutes, default 30 seconds.</summary>
    public TimeSpan DeadPeerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Subscriptions of one connection; at least 0, default 500.</summary>
    public int MaxSubscriptions { get; set; } = 500;

    /// <summary>Whether limits per address hold for this machine's own addresses, too; default false.</summary>
    public bool CountLoopback { get; set; }

    /// <summary>Bytes of a published value; from 1 to 64 MiB, default 64 KiB.</summary>
    public int MaxMessageBytes { get; set; } = 64 * 1024;

    /// <summary>Bytes of any message, above which a connection is closed and not answered; from 4 KiB to 128 MiB and not below <see cref="MaxMessageBytes"/>, default 2 MiB.</summary>
    public int MaxTransportMessageBytes { get; set; } = 2 * 1024 * 1024;

    /// <summary>Bytes of a publication's type in UTF-8; from 1 to 1,024, default 64.</summary>
    public int MaxTypeBytes { get; set; } = 64;

    /// <summary>Bytes of a key in UTF-8; from 1 to the most that a key can have, default 200.</summary>
    public int MaxKeyBytes { get; set; } = 200;

    /// <summary>Bytes of an idempotency key in UTF-8; from 1 to 1,024, default 64.</summary>
    public int MaxIdempotencyKeyBytes { get; set; } = 64;

    /// <summary>Bytes of a connection's presence data; from 1 to 1 MiB, default 4 KiB.</summary>
    public int MaxPresenceDataBytes { get; set; } = 4096;

    /// <summary>Characters of a user's name; from 1 to 1,024, default 64.</summary>
    public int MaxNameCharacters { get; set; } = 64;

    /// <summary>Bytes of a user's id in UTF-8; from 1 to 1,024, default 128.</summary>
    public int MaxUserIdBytes { get; set; } = 128;

    /// <summary>Entries of a page of history or state; from 1 to 100,000, default 1,000.</summary>
    public int MaxHistoryLimit { get; set; } = 1000;

    /// <summary>Bytes of values in a page of history or state; from 1 KiB to 128 MiB, default 1 MiB. One entry is always given.</summary>
    public int HistoryPageBytes { get; set; } = 1024 * 1024;

    /// <summary>Publications of one replay; from 1 to 10,000,000, default 10,000. More is a gap with the reason <c>limit</c>.</summary>
    public int ReplayPublications { get; set; } = 10_000;

    /// <summary>Bytes of values in one replay; from 1 KiB to 1 GiB, default 8 MiB.</summary>
    public int ReplayBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Publications that may wait for a connection to read; from 1 to 1,000,000, default 1,024.</summary>
    public int OutboxPublications { get; set; } = 1024;

    /// <summary>Bytes that may wait for a connection to read; from 1 KiB to 1 GiB, default 1 MiB.</summary>
    public int OutboxBytes { get; set; } = 1024 * 1024;
}
