using System.Text.Json.Serialization;

namespace RealtimeHub.Shared;

/// <summary>What to do when the log can't be replayed from the position that was asked for.</summary>
[JsonConverter(typeof(WireEnumConverter<OnGap>))]
public enum OnGap
{
    /// <summary>Replay nothing and report the gap.</summary>
    Reset,

    /// <summary>Replay as many of the newest publications as allowed and report the gap before them.</summary>
    Tail,

    /// <summary>Refuse the subscribe with <c>position_lost</c>.</summary>
    Fail,
}

/// <summary>Why publications are missing.</summary>
[JsonConverter(typeof(WireEnumConverter<GapReason>))]
public enum GapReason
{
    /// <summary>The channel has a new epoch.</summary>
    Epoch,

    /// <summary>The channel no longer keeps them.</summary>
    Retention,

    /// <summary>They are more than one replay may contain.</summary>
    Limit,
}

/// <summary>Publications that a subscriber will not get.</summary>
/// <param name="After">The last offset before the gap.</param>
/// <param name="Before">The first offset after the gap.</param>
/// <param name="Reason">Why they are missing.</param>
public sealed record Gap(long After, long Before, GapReason Reason);

/// <summary>Subscribes to a channel.</summary>
public sealed record SubscribeRequest
{
    /// <summary>The channel.</summary>
    public required string Channel { get; init; }

    /// <summary>The position to continue after: every later publication is delivered. Takes precedence over <see cref="Last"/>.</summary>
    public Position? Since { get; init; }

    /// <summary>How many of the newest publications to replay, at least 0; ignored when <see cref="Since"/> is given.</summary>
    public int? Last { get; init; }

    /// <summary>What to do about a gap; <see cref="RealtimeHub.Shared.OnGap.Reset"/> when absent.</summary>
    public OnGap? OnGap { get; init; }

    /// <summary>The keys to receive (state mode only); absent for all.</summary>
    public IReadOnlyList<string>? Keys { get; init; }

    /// <summary>The most values a second for each key (state mode only); 0 pauses, −1 or absent for no limit.</summary>
    public double? MaxRate { get; init; }

    /// <summary>Whether to receive presence.</summary>
    public bool? Presence { get; init; }
}

/// <summary>A subscription as granted.</summary>
public sealed record SubscribeResult
{
    /// <summary>The channel.</summary>
    public required ChannelName Channel { get; init; }

    /// <summary>The mode of its namespace.</summary>
    public required ChannelMode Mode { get; init; }

    /// <summary>Everything up to this position has been sent to the connection.</summary>
    public required Position Position { get; init; }

    /// <summary>True only if <c>since</c> was given and nothing is missing.</summary>
    public required bool Recovered { get; init; }

    /// <summary>The publications that are missing; absent when there are none.</summary>
    public Gap? Gap { get; init; }

    /// <summary>The granted rate in values a second for each key, the next one of the server's fixed rates; absent for no limit.</summary>
    public double? MaxRate { get; init; }

    /// <summary>The presence; absent when it was not asked for.</summary>
    public PresenceSnapshot? Presence { get; init; }
}

/// <summary>Subscribes to several channels.</summary>
/// <param name="Subscriptions">At most 200, handled one after another.</param>
public sealed record SubscribeManyRequest(IReadOnlyList<SubscribeRequest> Subscriptions);

/// <summary>A refusal as one of several results.</summary>
/// <param name="Code">The code.</param>
/// <param name="Message">The text.</param>
public sealed record WireError(ErrorCode Code, string Message) : RefusalData
{
    /// <summary>The channel that it is about.</summary>
    public string? Channel { get; init; }

    private protected override string? RefusedChannel => Channel;
}

/// <summary>The result of one subscribe: either a subscription or an error.</summary>
/// <param name="Subscription">The subscription.</param>
/// <param name="Error">Why it was refused.</param>
public sealed record SubscribeOutcome(SubscribeResult? Subscription = null, WireError? Error = null);

/// <summary>The results of all subscribes.</summary>
/// <param name="Results">In the order of the request.</param>
public sealed record SubscribeManyResult(IReadOnlyList<SubscribeOutcome> Results);

/// <summary>Changes keys or rate of a subscription in state mode.</summary>
/// <param name="Channel">The subscribed channel.</param>
/// <param name="Keys">The keys to receive from now on; absent to keep them.</param>
/// <param name="MaxRate">The most values a second for each key; 0 pauses, −1 removes the limit, absent keeps the rate.</param>
public sealed record UpdateSubscriptionRequest(string Channel, IReadOnlyList<string>? Keys = null, double? MaxRate = null);

/// <summary>Keys and rate as granted.</summary>
/// <param name="MaxRate">The granted rate; absent for no limit.</param>
/// <param name="Keys">The keys; absent for all.</param>
public sealed record UpdateSubscriptionResult(double? MaxRate = null, IReadOnlyList<string>? Keys = null);

/// <summary>Ends a subscription.</summary>
/// <param name="Channel">The channel.</param>
public sealed record UnsubscribeRequest(string Channel);
