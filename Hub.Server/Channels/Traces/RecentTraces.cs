using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Traces;

/// <summary>What is remembered of refusals and of subscriptions that have ended. Bounded; may be used from any thread.</summary>
internal sealed class RecentTraces(TraceOptions options, TimeProvider time)
{
    /// <summary>The longest that is remembered of a name that a client chose.</summary>
    private const int MaxChannelCharacters = 256;
    private readonly RecentRing<RefusedCall> refused = new(options.Refusals);
    private readonly RecentRing<EndedSubscription> ended = new(options.EndedSubscriptions);

    /// <summary>A publish or a subscribe was refused.</summary>
    public void Refuse(string act, string? channel, string? userId, string? program, string? connectionId, ErrorCode code, string message, string? reason)
    {
        if (channel is { Length: <= MaxChannelCharacters })
            refused.Add(new RefusedCall(time.GetUtcNow().ToUnixTimeMilliseconds(), act, channel, code, message, userId, program, connectionId is "" ? null : connectionId, reason));
    }

    /// <summary>A subscription has ended.</summary>
    public void End(ChannelName channel, LiveSubscription subscription, string? userId, long lastOffset) =>
        ended.Add(new EndedSubscription(channel, userId, TracedSubscription.Of(subscription), lastOffset, time.GetUtcNow().ToUnixTimeMilliseconds()));

    public IReadOnlyList<RefusedCall> Refusals(string channel, string? userId, int limit) =>
        [.. refused.Find(call => call.Channel == channel && (userId is null || call.UserId == userId)).Take(limit)];

    public IReadOnlyList<EndedSubscription> Ended(ChannelName channel, string? userId) =>
        ended.Find(one => one.Channel == channel && (userId is null || one.UserId == userId));
}

/// <summary>A call that was refused.</summary>
/// <param name="Time">When, Unix milliseconds.</param>
/// <param name="Act"><c>publish</c> or <c>subscribe</c>.</param>
/// <param name="Channel">The channel that it named.</param>
/// <param name="Code">The code.</param>
/// <param name="Message">Why, for people.</param>
/// <param name="UserId">The user; absent for a program and an anonymous connection.</param>
/// <param name="Program">The name of the API key.</param>
/// <param name="ConnectionId">The connection; absent for a call over HTTP.</param>
/// <param name="Reason">The machine word of the reason, where there is one.</param>
internal sealed record RefusedCall(
    long Time, string Act, string Channel, ErrorCode Code, string Message, string? UserId = null, string? Program = null, string? ConnectionId = null, string? Reason = null);

/// <summary>A subscription that is over.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="UserId">The user.</param>
/// <param name="Subscription">The subscription as it was.</param>
/// <param name="LastOffset">The last that it could get.</param>
/// <param name="Time">When it ended, Unix milliseconds.</param>
internal sealed record EndedSubscription(ChannelName Channel, string? UserId, TracedSubscription Subscription, long LastOffset, long Time);

/// <summary>What a subscription asked for and what its connection remembers: all of it that stays when the connection has gone.</summary>
/// <param name="ConnectionId">The connection.</param>
/// <param name="Log">What became of the connection's last frames.</param>
/// <param name="ReplayFrom">Where its first replay began.</param>
/// <param name="From">Where it went live.</param>
/// <param name="Keys">The keys wanted; null means all.</param>
/// <param name="MaxRate">The granted rate; null sets no limit, 0 pauses.</param>
internal sealed record TracedSubscription(string ConnectionId, DeliveryLog Log, long ReplayFrom, long From, IReadOnlySet<string>? Keys, double? MaxRate)
{
    public static TracedSubscription Of(LiveSubscription subscription) =>
        new(subscription.ConnectionId, subscription.Outbox.Log, subscription.ReplayFrom, subscription.From, subscription.Keys, subscription.MaxRate);
}
