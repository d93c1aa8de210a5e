using System.Text.Json.Serialization;
using RealtimeHub.Server.Channels.Traces;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Overview;

/// <summary>What is known of one publication, or of a channel's refusals.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Position">The channel's head.</param>
/// <param name="Published">Whether there is the publication that was asked for.</param>
/// <param name="Publication">It, without its data; absent where history does not have it.</param>
/// <param name="Deliveries">What became of it at each connection that is, or lately was, on this node; at most 100.</param>
/// <param name="Refusals">The publishes and subscribes that were refused lately on this channel, the newest first; at most 100.</param>
internal sealed record TraceAnswer(
    ChannelName Channel, Position Position, PublishedState? Published, TracedPublication? Publication, IReadOnlyList<TracedDelivery> Deliveries, IReadOnlyList<RefusedCall> Refusals);

/// <summary>Whether there is a publication.</summary>
[JsonConverter(typeof(WireEnumConverter<PublishedState>))]
internal enum PublishedState
{
    /// <summary>It is in the history.</summary>
    Yes,

    /// <summary>The channel has not come to its offset.</summary>
    NotYet,

    /// <summary>History no longer has it.</summary>
    Forgotten,
}

/// <summary>A publication without its data.</summary>
/// <param name="Offset">Its offset.</param>
/// <param name="Type">Its type.</param>
/// <param name="Time">When it was published, Unix milliseconds.</param>
/// <param name="Key">Its key.</param>
/// <param name="Publisher">Who published it; absent for a program and the server itself.</param>
internal sealed record TracedPublication(long Offset, string Type, long Time, string? Key = null, Publisher? Publisher = null);

/// <summary>What became of a publication at one connection.</summary>
/// <param name="ConnectionId">The connection.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="UserId">Its user; absent for an anonymous one.</param>
/// <param name="QueuedTime">When it was put into the connection's outbox, Unix milliseconds.</param>
/// <param name="WrittenTime">When it was written to the connection.</param>
/// <param name="MergedInto">The offset of the later value of its key that was sent in its place.</param>
/// <param name="EndedTime">When the subscription ended; absent while it has not.</param>
internal sealed record TracedDelivery(
    string ConnectionId, TraceOutcome Outcome, string? UserId = null, long? QueuedTime = null, long? WrittenTime = null, long? MergedInto = null, long? EndedTime = null);

/// <summary>What became of a publication at one connection.</summary>
[JsonConverter(typeof(WireEnumConverter<TraceOutcome>))]
internal enum TraceOutcome
{
    /// <summary>It was written to the connection.</summary>
    Written,

    /// <summary>It waits in the outbox for the connection to read.</summary>
    Waiting,

    /// <summary>The replay of a subscribe covered it.</summary>
    Replayed,

    /// <summary>The rate of the subscription merged it into a later value of its key.</summary>
    MergedByRate,

    /// <summary>The connection did not read fast enough, and it was merged into a later value of its key.</summary>
    MergedByOverflow,

    /// <summary>The connection did not read fast enough and was closed for it; it recovers when it comes back.</summary>
    SlowConsumer,

    /// <summary>The subscription does not ask for its key.</summary>
    OtherKeys,

    /// <summary>The subscription is paused.</summary>
    Paused,

    /// <summary>The subscription begins behind it.</summary>
    BeforeSubscription,

    /// <summary>The subscription had ended.</summary>
    AfterSubscription,

    /// <summary>The connection is not subscribed to the channel.</summary>
    NotSubscribed,

    /// <summary>What is remembered does not go back so far.</summary>
    Forgotten,
}
