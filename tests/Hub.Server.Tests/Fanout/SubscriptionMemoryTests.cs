using RealtimeHub.Server.Channels.Subscribing;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;
using Microsoft.Extensions.Time.Testing;

namespace RealtimeHub.Server.Tests.Fanout;

/// <summary>What the keys of subscriptions take of the memory.</summary>
public sealed class SubscriptionMemoryTests
{
    private const int Subscribers = 1_000;
    private const int KeysOfOne = 50;
    private const int Keys = 500;

    [Fact]
    public void TryGoLive_ManySubscribersWithManyKeys_TakeAtMost200BytesAKey()
    {
        using var channel = new LiveChannel(ChannelName.Parse("feed:t"), ChannelMode.State, new FakeTimeProvider(), sendsPatches: true);
        channel.Begin(new Position("e", 0));
        var outbox = new Outbox(new RecordingWriter(), new OutboxLimits(100, 100_000));

        // Everything that is allocated, what is garbage at once included: more than what stays.
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var number = 0; number < Subscribers; number++)
            Assert.True(channel.TryGoLive(Subscription(number, outbox), new Position("e", 0)));
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(bytes / (double)(Subscribers * KeysOfOne), 20, 200);
    }

    // Each request brings its own texts.
    private static LiveSubscription Subscription(int number, Outbox outbox) => new("c" + number, outbox, ChannelMode.State)
    {
        MaxRate = 1,
        Keys = SubscribeRules.KeySet([.. Enumerable.Range(0, KeysOfOne).Select(i => "SYM" + ((number + (i * 10)) % Keys))]),
    };
}
