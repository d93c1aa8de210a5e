using RealtimeHub.Shared;

namespace RealtimeHub.Server.Fanout;

/// <summary>One connection's live part of a subscription: what it wants and from where on.</summary>
internal sealed class Subscription(string connectionId, Outbox outbox, ChannelMode mode)
{
    public string ConnectionId { get; } = connectionId;

    public Outbox Outbox { get; } = outbox;

    /// <summary>The keys wanted; null means all.</summary>
    public IReadOnlySet<string>? Keys { get; set; }

    /// <summary>The granted rung of the ladder; null sets no limit, 0 pauses.</summary>
    public double? MaxRate { get; set; }

    /// <summary>Set, under its channel's lock, when it has left: it never goes live again.</summary>
    public bool Ended { get; set; }

    public bool IsPaused => MaxRate == 0;

    /// <summary>Everything at or below it has been written by the replay. Set before the subscription goes live.</summary>
    public long From { get; set; }

    /// <summary>The epoch that <see cref="From"/> belongs to.</summary>
    public string Epoch { get; set; } = "";

    /// <summary>Where a full outbox merges; null in modes in which nothing may be left out.</summary>
    public Overflow? Overflow { get; } = mode == ChannelMode.State ? new Overflow() : null;
}
