using RealtimeHub.Shared;

namespace RealtimeHub.Server.Fanout;

/// <summary>One connection's subscription of one channel, from the moment it is being made until it has ended.</summary>
internal sealed class LiveSubscription(string connectionId, Outbox outbox, ChannelMode mode)
{
    public string ConnectionId { get; } = connectionId;

    public Outbox Outbox { get; } = outbox;

    /// <summary>The channel, once it has been joined.</summary>
    public Listening? Listening { get; set; }

    /// <summary>Whether it was made to see who is in the channel, too.</summary>
    public bool SeesPresence { get; init; }

    /// <summary>The keys wanted; null means all. Changed under the channel's lock, by one call at a time.</summary>
    public IReadOnlySet<string>? Keys { get; set; }

    /// <summary>The granted rung of the ladder; null sets no limit, 0 pauses. Changed only while it is not live.</summary>
    public double? MaxRate { get; set; }

    /// <summary>Set when it has left, or must not come into force: it never goes live again.</summary>
    public bool Ended { get; set; }

    public bool IsPaused => MaxRate == 0;

    /// <summary>Everything at or below it has been written by the replay. Set before the subscription goes live.</summary>
    public long From { get; set; }

    /// <summary>Where its first replay began: it was asked for nothing at or below it. Set before the subscription goes live.</summary>
    public long ReplayFrom { get; set; }

    /// <summary>
    /// The head when the replay last read: of a value at or below <see cref="From"/> that was replaced by then the replay knew
    /// nothing, so the subscriber does not hold it. Set before the subscription goes live.
    /// </summary>
    public long ReadUpTo { get; set; }

    /// <summary>The epoch that <see cref="From"/> belongs to.</summary>
    public string Epoch { get; set; } = "";

    /// <summary>Where a full outbox merges; null in modes in which nothing may be left out.</summary>
    public Overflow? Overflow { get; } = mode == ChannelMode.State ? new Overflow() : null;
}
