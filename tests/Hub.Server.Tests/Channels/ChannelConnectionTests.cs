using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Tests.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Channels;

public class ChannelConnectionTests
{
    private static readonly ChannelName Topic = ChannelName.Parse("topic:x");
    private readonly ChannelConnection connection =
        new(new ChannelCaller("c1", "ada", null), new Outbox(new RecordingWriter(), new OutboxLimits()), new ConnectionLimits(new LimitOptions(), new FakeTimeProvider()));

    [Fact]
    [Trait("Safety", "B7")]
    public void TryRemove_WhileASubscriptionIsBeingMade_KeepsItFromComingIntoForce()
    {
        var subscription = Begin();

        Assert.False(connection.TryRemove(Topic, out _));

        Assert.False(connection.TryAdd(Topic, subscription));
        Assert.Empty(connection.Subscriptions);
        Assert.True(connection.TryAdd(Topic, Begin()));
    }

    [Fact]
    public void TryRemove_OfAnotherChannel_LeavesIt()
    {
        var subscription = Begin();

        connection.TryRemove(ChannelName.Parse("topic:y"), out _);

        Assert.True(connection.TryAdd(Topic, subscription));
        Assert.True(connection.TryRemove(Topic, out var removed));
        Assert.Same(subscription, removed);
    }

    [Fact]
    public void TryAdd_AfterTheEnd_IsRefused()
    {
        var subscription = Begin();
        connection.End();

        Assert.False(connection.TryAdd(Topic, subscription));
        Assert.True(connection.HasEnded);
    }

    [Fact]
    public void TryRemember_KnownChannel_IsFalseUntilForgotten()
    {
        Assert.True(connection.TryRemember(Topic));
        Assert.False(connection.TryRemember(Topic));
        connection.Forget(Topic);
        Assert.True(connection.TryRemember(Topic));
    }

    private LiveSubscription Begin()
    {
        var subscription = new LiveSubscription("c1", connection.Outbox, ChannelMode.Log);
        connection.Begin(Topic, subscription);
        return subscription;
    }
}
