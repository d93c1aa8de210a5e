using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Tests.Fanout;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

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

    [Fact]
    public async Task AllSubscriptions_WhileOthersAreReplaced_HasNoEmptyPlaces()
    {
        ChannelName[] channels = [.. Enumerable.Range(0, 20).Select(i => ChannelName.Parse($"topic:{i}"))];
        using var end = new CancellationTokenSource();
        var replacing = Task.Run(() =>
        {
            while (!end.IsCancellationRequested)
            {
                foreach (var channel in channels)
                    connection.TryAdd(channel, new LiveSubscription("c1", connection.Outbox, ChannelMode.Log));

                // As a subscribe does with the subscription that it replaces.
                foreach (var channel in channels)
                    connection.Subscriptions.TryRemove(channel, out _);
            }
        });

        for (var i = 0; i < 5_000; i++)
            Assert.DoesNotContain(connection.AllSubscriptions(), one => one.Value is null);
        await end.CancelAsync();
        await replacing.Within();
    }

    private LiveSubscription Begin()
    {
        var subscription = new LiveSubscription("c1", connection.Outbox, ChannelMode.Log);
        connection.Begin(Topic, subscription);
        return subscription;
    }
}
