using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Subscribing;

/// <summary>In signal mode nothing is kept, so nothing is replayed; signals reach the channel's group.</summary>
internal sealed class SignalReplay : IReplay
{
    public static SignalReplay Instance { get; } = new();

    public ValueTask<Outcome<ReplayPlan>> PlanAsync(ChannelName channel, SubscribeRequest request, CancellationToken cancellationToken) =>
        new(new ReplayPlan(Position.None, 0));

    public ValueTask<Outcome<Replayed>> RunAsync(LiveSubscription subscription, ReplayPlan plan, IChannelClient client, CancellationToken cancellationToken) =>
        new(new Replayed(Position.None, false, null));
}
