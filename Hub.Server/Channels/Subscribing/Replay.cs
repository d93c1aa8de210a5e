using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Subscribing;

/// <summary>Catching up in one mode: first what there is to be replayed, then the replay itself, which goes live at its end.</summary>
internal interface IReplay
{
    /// <summary>Decides where a subscription begins, or refuses. Changes nothing.</summary>
    ValueTask<Outcome<ReplayPlan>> PlanAsync(ChannelName channel, SubscribeRequest request, CancellationToken cancellationToken);

    /// <summary>Writes what is to be replayed under the connection's own backpressure, until the subscription is live.</summary>
    ValueTask<Outcome<Replayed>> RunAsync(LiveSubscription subscription, ReplayPlan plan, IChannelClient client, CancellationToken cancellationToken);
}

/// <summary>Where a replay begins, and what the subscriber will miss.</summary>
/// <param name="Start">Everything after it is replayed.</param>
/// <param name="Head">The head when the plan was made.</param>
internal sealed record ReplayPlan(Position Start, long Head)
{
    /// <summary>What to do when history is cut while the replay runs.</summary>
    public OnGap OnGap { get; init; } = OnGap.Reset;

    /// <summary>True only if the subscriber said where it was and nothing is missing.</summary>
    public bool Recovered { get; init; }

    public Gap? Gap { get; init; }

    /// <summary>State mode: values that were removed before the plan was made need not be told.</summary>
    public bool IsWholeState { get; init; }
}

/// <summary>What a replay came to.</summary>
/// <param name="Position">Everything up to here has been written, and the subscription is live from here.</param>
/// <param name="Recovered">Whether the subscriber said where it was and nothing is missing.</param>
/// <param name="Gap">What is missing.</param>
internal sealed record Replayed(Position Position, bool Recovered, Gap? Gap);
