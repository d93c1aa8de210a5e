using System.Text.Json.Serialization;

namespace RealtimeHub.Shared;

/// <summary>What to do when the log can't be replayed from where the subscriber was.</summary>
[JsonConverter(typeof(WireEnumConverter<OnGap>))]
public enum OnGap
{
    /// <summary>Replay nothing and say what is missing.</summary>
    Reset,

    /// <summary>Replay the newest that may be replayed and say what is missing before it.</summary>
    Tail,

    /// <summary>Refuse with <c>position_lost</c>.</summary>
    Fail,
}

/// <summary>Why something is missing.</summary>
[JsonConverter(typeof(WireEnumConverter<GapReason>))]
public enum GapReason
{
    /// <summary>The channel began anew.</summary>
    Epoch,

    /// <summary>History does not go back so far.</summary>
    Retention,

    /// <summary>More than one replay may hold.</summary>
    Limit,
}

/// <summary>Publications that a subscriber will not get.</summary>
/// <param name="After">The last offset before the hole.</param>
/// <param name="Before">The first offset behind the hole.</param>
/// <param name="Reason">Why.</param>
public sealed record Gap(long After, long Before, GapReason Reason);

/// <summary>A wish to receive a channel.</summary>
public sealed record SubscribeRequest
{
    /// <summary>The channel.</summary>
    public required string Channel { get; init; }

    /// <summary>Where to go on from; everything after it comes. It goes before <see cref="Last"/>.</summary>
    public Position? Since { get; init; }

    /// <summary>How many of the newest publications to replay, at least 0; not looked at when there is <see cref="Since"/>.</summary>
    public int? Last { get; init; }

    /// <summary>What to do about a gap; <see cref="RealtimeHub.Shared.OnGap.Reset"/> when absent.</summary>
    public OnGap? OnGap { get; init; }

    /// <summary>The keys wanted (state mode); absent means all.</summary>
    public IReadOnlyList<string>? Keys { get; init; }

    /// <summary>The most values per second and key (state mode); 0 pauses, −1 or absent sets no limit.</summary>
    public double? MaxRate { get; init; }

    /// <summary>Whether to see who is here.</summary>
    public bool? Presence { get; init; }
}

/// <summary>A subscription as granted.</summary>
public sealed record SubscribeResult
{
    /// <summary>The channel.</summary>
    public required ChannelName Channel { get; init; }

    /// <summary>The mode of its namespace.</summary>
    public required ChannelMode Mode { get; init; }

    /// <summary>Everything up to here has been written.</summary>
    public required Position Position { get; init; }

    /// <summary>True only if <c>since</c> was given and nothing is missing.</summary>
    public required bool Recovered { get; init; }

    /// <summary>What is missing.</summary>
    public Gap? Gap { get; init; }

    /// <summary>The granted rate, from the ladder; absent means no limit.</summary>
    public double? MaxRate { get; init; }

    /// <summary>Who is here, where it was asked for.</summary>
    public PresenceSnapshot? Presence { get; init; }
}

/// <summary>Several wishes at once.</summary>
/// <param name="Subscriptions">At most 200, done one after another.</param>
public sealed record SubscribeManyRequest(IReadOnlyList<SubscribeRequest> Subscriptions);

/// <summary>A refusal as a value.</summary>
/// <param name="Code">The code.</param>
/// <param name="Message">The text.</param>
public sealed record WireError(ErrorCode Code, string Message);

/// <summary>What became of one wish: exactly one of the two is there.</summary>
/// <param name="Subscription">The subscription.</param>
/// <param name="Error">Why there is none.</param>
public sealed record SubscribeOutcome(SubscribeResult? Subscription = null, WireError? Error = null);

/// <summary>What became of each wish.</summary>
/// <param name="Results">In the order of the request.</param>
public sealed record SubscribeManyResult(IReadOnlyList<SubscribeOutcome> Results);

/// <summary>A change of keys or rate.</summary>
/// <param name="Channel">The subscribed channel.</param>
/// <param name="Keys">The keys wanted from now on; absent changes nothing.</param>
/// <param name="MaxRate">0 pauses, −1 lifts the limit; absent changes nothing.</param>
public sealed record UpdateSubscriptionRequest(string Channel, IReadOnlyList<string>? Keys = null, double? MaxRate = null);

/// <summary>Keys and rate as granted.</summary>
/// <param name="MaxRate">The granted rate; absent means no limit.</param>
/// <param name="Keys">The keys; absent means all.</param>
public sealed record UpdateSubscriptionResult(double? MaxRate = null, IReadOnlyList<string>? Keys = null);

/// <summary>The end of a subscription.</summary>
/// <param name="Channel">The channel.</param>
public sealed record UnsubscribeRequest(string Channel);
