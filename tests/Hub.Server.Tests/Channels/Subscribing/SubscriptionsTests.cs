using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Tests.Channels;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Channels.Subscribing;

/// <summary>What is left of a subscription when the engine fails in the middle of it.</summary>
public sealed class SubscriptionsTests
{
    private const string Topic = "topic:x";
    private const string Map = "map:x";
    private FailingEngine engine = null!;

    [Fact]
    public async Task Subscribe_EngineFailsBeforeAnythingChanged_KeepsTheEarlierSubscription()
    {
        using var harness = New();
        await harness.SubscribeAsync(new() { Channel = Topic });
        engine.ReadsLeft = 0;
        await Assert.ThrowsAsync<EngineUnavailableException>(() => harness.TrySubscribeAsync(new() { Channel = Topic }));
        engine.ReadsLeft = int.MaxValue;
        await harness.PublishAsync(Topic, 1);

        Assert.Single(harness.Lives);
        Assert.Empty(harness.Ended);
    }

    [Fact]
    public async Task Subscribe_EngineFailsWithinTheReplay_LeavesNothing()
    {
        using var harness = New();
        await harness.PublishAsync(Topic, 600);
        engine.ReadsLeft = 2;
        await Assert.ThrowsAsync<EngineUnavailableException>(() => harness.TrySubscribeAsync(new() { Channel = Topic, Last = 500 }));

        Assert.Equal((0, 0L, 0), (harness.Live.Count, harness.SubscriptionCount, harness.Presence.Channels));
        Assert.Empty(harness.Connection.Subscriptions);
        Assert.Empty(harness.Ended);
    }

    [Fact]
    public async Task Subscribe_EngineFailsWithinTheReplayOfAReplacement_SaysThatTheEarlierIsGoneToo()
    {
        using var harness = New();
        await harness.PublishAsync(Topic, 600);
        await harness.SubscribeAsync(new() { Channel = Topic });
        engine.ReadsLeft = 4;
        await Assert.ThrowsAsync<EngineUnavailableException>(() => harness.TrySubscribeAsync(new() { Channel = Topic, Last = 500 }));

        var ended = Assert.Single(harness.Ended);
        Assert.Equal((Topic, "unavailable", true), (ended.Channel.Value, ended.Code, ended.Resubscribe));
        Assert.Equal((0, 0L, 0), (harness.Live.Count, harness.SubscriptionCount, harness.Presence.Channels));
    }

    [Fact]
    public async Task Update_EngineFails_EndsTheSubscriptionWithAWord()
    {
        using var harness = New();
        await harness.PublishAsync(Map, 3, "a");
        await harness.SubscribeAsync(new() { Channel = Map, MaxRate = 0 });
        await harness.PublishAsync(Map, 1, "a");
        engine.ReadsLeft = 0;
        await Assert.ThrowsAsync<EngineUnavailableException>(() => harness.UpdateAsync(Map, maxRate: -1));

        var ended = Assert.Single(harness.Ended);
        Assert.Equal((Map, "unavailable", true), (ended.Channel.Value, ended.Code, ended.Resubscribe));
        Assert.Equal((0, 0L), (harness.Live.Count, harness.SubscriptionCount));
    }

    [Fact]
    public async Task Subscribe_AfterTheConnectionEnded_LeavesNothing()
    {
        using var harness = New();
        await harness.Subscriptions.EndAllAsync(harness.Connection, orderly: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => harness.TrySubscribeAsync(new() { Channel = Topic }));
        Assert.Equal((0, 0L, 0), (harness.Live.Count, harness.SubscriptionCount, harness.Presence.Channels));
    }

    [Fact]
    public async Task End_FramesStillWait_ReturnsAfterTheyWereWritten()
    {
        using var harness = New();
        var channel = ChannelName.Parse(Topic);
        await harness.SubscribeAsync(new() { Channel = Topic });
        var listening = harness.Connection.Subscriptions[channel].Listening!;
        harness.Writer.Hold();
        await harness.PublishAsync(Topic, 1);

        var ending = harness.Subscriptions.EndAsync(harness.Connection, harness.Edge, channel, default).AsTask();
        Assert.Equal((false, 1), (ending.IsCompleted, listening.Users));
        harness.Writer.Release();

        Assert.True(await ending.Within());
        Assert.Equal(0, listening.Users);
    }

    [Fact]
    public async Task Subscribe_AgainWhileFramesStillWait_ReplaysAfterTheyWereWritten()
    {
        using var harness = New();
        await harness.SubscribeAsync(new() { Channel = Topic });
        var listening = harness.Connection.Subscriptions[ChannelName.Parse(Topic)].Listening!;
        harness.Writer.Hold();
        await harness.PublishAsync(Topic, 1);

        var again = harness.TrySubscribeAsync(new() { Channel = Topic, Last = 1 });
        await TestTimeout.Until(() => listening.Users == 2, what: "the new subscription's hold");
        Assert.Empty(harness.Replayed);
        harness.Writer.Release();

        Assert.Null((await again.Within()).Refusal);
        Assert.Equal([1], harness.ReplayedOffsets);
        Assert.Equal(1, listening.Users);
    }

    [Fact]
    public async Task Subscribe_BeyondTheLimit_IsRefusedButNotToWhatOneHas()
    {
        using var harness = new ChannelHarness(limits: new() { MaxSubscriptions = 2 });
        await harness.SubscribeAsync(new() { Channel = Topic });
        await harness.SubscribeAsync(new() { Channel = Map });

        var third = (await harness.TrySubscribeAsync(new() { Channel = "topic:y" })).Refusal!;
        await harness.SubscribeAsync(new() { Channel = Topic });

        Assert.Equal((ErrorCode.LimitExceeded, 2L, 3L), (third.Code, third.Details!.Limit, third.Details.Actual));
        Assert.Equal(2, harness.Connection.Subscriptions.Count);
    }

    [Theory]
    [InlineData(Topic, null)]
    [InlineData(Topic, OnGap.Fail)]
    [InlineData(Map, null)]
    [InlineData(Map, OnGap.Fail)]
    public async Task Subscribe_SinceAChannelThatHadNothing_IsRecoveredWithEverythingFromTheFirst(string channel, OnGap? onGap)
    {
        using var harness = New();
        var before = await harness.SubscribeAsync(new() { Channel = channel });
        await harness.Subscriptions.EndAsync(harness.Connection, harness.Edge, ChannelName.Parse(channel), default);
        Assert.Equal(0, before.Position.Offset);
        foreach (var key in (string[])["a", "b", "c"])
            await harness.PublishAsync(channel, 1, channel == Map ? key : null);

        var result = await harness.SubscribeAsync(new() { Channel = channel, Since = before.Position, OnGap = onGap });

        Assert.True(result.Recovered);
        Assert.Null(result.Gap);
        Assert.Equal([1, 2, 3], harness.ReplayedOffsets);
        Assert.Empty(harness.Resets);
    }

    private ChannelHarness New() => new(wrap: inner => engine = new FailingEngine(inner));

    private sealed class FailingEngine(IEngine inner) : IEngine
    {
        public int ReadsLeft { get; set; } = int.MaxValue;

        public EngineTraits Traits => inner.Traits;

        public EngineHealth Health => inner.Health;

        public ValueTask StartAsync(IEngineListener listener, CancellationToken cancellationToken) => inner.StartAsync(listener, cancellationToken);

        public ValueTask<Position> ListenAsync(ChannelName channel, CancellationToken cancellationToken) => inner.ListenAsync(channel, cancellationToken);

        public ValueTask UnlistenAsync(ChannelName channel, CancellationToken cancellationToken) => inner.UnlistenAsync(channel, cancellationToken);

        public ValueTask<AppendResult> AppendAsync(Append append, CancellationToken cancellationToken) => inner.AppendAsync(append, cancellationToken);

        public ValueTask<LogPage> ReadLogAsync(ChannelName channel, LogQuery query, CancellationToken cancellationToken) =>
            --ReadsLeft < 0 ? throw new EngineUnavailableException("away") : inner.ReadLogAsync(channel, query, cancellationToken);

        public ValueTask<KeyPage> ReadStateAsync(ChannelName channel, StateQuery query, CancellationToken cancellationToken) =>
            --ReadsLeft < 0 ? throw new EngineUnavailableException("away") : inner.ReadStateAsync(channel, query, cancellationToken);

        public ValueTask<bool> CompactAsync(Compaction compaction, CancellationToken cancellationToken) => inner.CompactAsync(compaction, cancellationToken);

        public ValueTask SignalAsync(Signal signal, CancellationToken cancellationToken) => inner.SignalAsync(signal, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
