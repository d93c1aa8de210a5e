using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Tests.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Channels.Subscribing;

public sealed class LogReplayTests
{
    private const string Channel = "topic:log";
    private static readonly Position Elsewhere = new("another", 3);

    [Fact]
    public async Task Subscribe_Plain_BeginsAtTheHead()
    {
        using var harness = new ChannelHarness();
        var head = await harness.PublishAsync(Channel, 3);
        var result = await harness.SubscribeAsync(new() { Channel = Channel });
        await harness.PublishAsync(Channel, 2);

        Assert.Equal((head, false, null), (result.Position, result.Recovered, result.Gap));
        Assert.Empty(harness.Replayed);
        Assert.Equal([4, 5], harness.Lives.Select(one => one.Offset));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(700)]
    public async Task Subscribe_Since_RecoversAllOfIt(int offset)
    {
        using var harness = new ChannelHarness();
        var head = await harness.PublishAsync(Channel, 700);
        var result = await harness.SubscribeAsync(new() { Channel = Channel, Since = head.At(offset) });

        Assert.Equal((head, true, null), (result.Position, result.Recovered, result.Gap));
        Assert.Equal(Enumerable.Range(offset + 1, 700 - offset).Select(n => (long)n), harness.ReplayedOffsets);
    }

    [Fact]
    public async Task Subscribe_SinceBeforeAnything_RecoversInEveryEpoch()
    {
        using var harness = new ChannelHarness();
        await harness.PublishAsync(Channel, 3);
        Assert.True((await harness.SubscribeAsync(new() { Channel = Channel, Since = Position.None })).Recovered);
        Assert.Equal([1, 2, 3], harness.ReplayedOffsets);
    }

    [Fact]
    public async Task Subscribe_EmptyChannelSinceItsHead_Recovers()
    {
        using var harness = new ChannelHarness();
        var head = (await harness.SubscribeAsync(new() { Channel = Channel })).Position;
        Assert.Equal(0, head.Offset);
        Assert.True((await harness.SubscribeAsync(new() { Channel = Channel, Since = head })).Recovered);
    }

    [Fact]
    public async Task Subscribe_OtherEpochOrBeyondTheHead_HasAGapOfReasonEpoch()
    {
        using var harness = new ChannelHarness();
        var head = await harness.PublishAsync(Channel, 5);
        foreach (var since in new[] { Elsewhere, head.At(6) })
        {
            var reset = await harness.SubscribeAsync(new() { Channel = Channel, Since = since });
            Assert.Equal((false, new Gap(0, 6, GapReason.Epoch)), (reset.Recovered, reset.Gap));
            Assert.Empty(harness.Replayed);

            var tail = await harness.SubscribeAsync(new() { Channel = Channel, Since = since, OnGap = OnGap.Tail });
            Assert.Equal((false, new Gap(0, 1, GapReason.Epoch)), (tail.Recovered, tail.Gap));
            Assert.Equal([1, 2, 3, 4, 5], harness.ReplayedOffsets);

            var fail = await harness.TrySubscribeAsync(new() { Channel = Channel, Since = since, OnGap = OnGap.Fail });
            Assert.Equal(ErrorCode.PositionLost, fail.Refusal!.Code);
            Assert.Contains("(epoch)", fail.Refusal.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Subscribe_TrimmedHistory_HasAGapOfReasonRetention()
    {
        using var harness = new ChannelHarness(new NamespaceOptions { HistoryCount = 10 });
        var head = await harness.PublishAsync(Channel, 30);
        var since = head.At(15);

        var reset = await harness.SubscribeAsync(new() { Channel = Channel, Since = since });
        Assert.Equal((false, new Gap(15, 31, GapReason.Retention)), (reset.Recovered, reset.Gap));
        Assert.Empty(harness.Replayed);

        var tail = await harness.SubscribeAsync(new() { Channel = Channel, Since = since, OnGap = OnGap.Tail });
        Assert.Equal(new Gap(15, 21, GapReason.Retention), tail.Gap);
        Assert.Equal(Enumerable.Range(21, 10).Select(n => (long)n), harness.ReplayedOffsets);

        var fail = await harness.TrySubscribeAsync(new() { Channel = Channel, Since = since, OnGap = OnGap.Fail });
        Assert.Equal(ErrorCode.PositionLost, fail.Refusal!.Code);
        Assert.True((await harness.SubscribeAsync(new() { Channel = Channel, Since = head.At(20) })).Recovered);
    }

    [Fact]
    [Trait("Safety", "L19")]
    public async Task Subscribe_MoreThanAReplayMayCount_HasAGapOfReasonLimit()
    {
        using var harness = new ChannelHarness(limits: new LimitOptions { ReplayPublications = 8 });
        var head = await harness.PublishAsync(Channel, 20);

        Assert.True((await harness.SubscribeAsync(new() { Channel = Channel, Since = head.At(12) })).Recovered);
        var reset = await harness.SubscribeAsync(new() { Channel = Channel, Since = head.At(11) });
        Assert.Equal((false, new Gap(11, 21, GapReason.Limit)), (reset.Recovered, reset.Gap));
        var tail = await harness.SubscribeAsync(new() { Channel = Channel, Since = head.At(3), OnGap = OnGap.Tail });
        Assert.Equal(new Gap(3, 13, GapReason.Limit), tail.Gap);
        Assert.Equal(Enumerable.Range(13, 8).Select(n => (long)n), harness.ReplayedOffsets);
        Assert.Equal(ErrorCode.PositionLost, (await harness.TrySubscribeAsync(new() { Channel = Channel, Since = head.At(3), OnGap = OnGap.Fail })).Refusal!.Code);
    }

    [Fact]
    [Trait("Safety", "L19")]
    public async Task Subscribe_MoreThanAReplayMayWeigh_HasAGapOfReasonLimit()
    {
        using var harness = new ChannelHarness(limits: new LimitOptions { ReplayBytes = 1_000, MaxMessageBytes = 500 });
        var head = await harness.PublishAsync(Channel, 20, data: $"\"{new string('x', 98)}\"");

        Assert.True((await harness.SubscribeAsync(new() { Channel = Channel, Since = head.At(10) })).Recovered);
        var tail = await harness.SubscribeAsync(new() { Channel = Channel, Since = head.At(9), OnGap = OnGap.Tail });
        Assert.Equal(new Gap(9, 11, GapReason.Limit), tail.Gap);
        Assert.Equal(10, harness.Replayed.Count);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 3)]
    [InlineData(20, 20)]
    [InlineData(99, 20)]
    public async Task Subscribe_Last_ReplaysTheNewest(int last, int replayed)
    {
        using var harness = new ChannelHarness();
        await harness.PublishAsync(Channel, 20);
        var result = await harness.SubscribeAsync(new() { Channel = Channel, Last = last });

        Assert.Equal((false, null), (result.Recovered, result.Gap));
        Assert.Equal(Enumerable.Range(21 - replayed, replayed).Select(n => (long)n), harness.ReplayedOffsets);
    }

    [Fact]
    public async Task Subscribe_LastBeyondTheLimit_GivesWhatItMayAndSaysSo()
    {
        using var harness = new ChannelHarness(limits: new LimitOptions { ReplayPublications = 5 });
        await harness.PublishAsync(Channel, 20);
        var result = await harness.SubscribeAsync(new() { Channel = Channel, Last = 10 });

        Assert.Equal(new Gap(10, 16, GapReason.Limit), result.Gap);
        Assert.Equal([16, 17, 18, 19, 20], harness.ReplayedOffsets);
    }

    [Fact]
    public async Task Subscribe_Again_ReplacesTheEarlierAndKeepsNothingTwice()
    {
        using var harness = new ChannelHarness();
        await harness.SubscribeAsync(new() { Channel = Channel });
        await harness.SubscribeAsync(new() { Channel = Channel });
        await harness.PublishAsync(Channel, 1);

        Assert.Single(harness.Lives);
        Assert.Equal(1, harness.Live.Count);
        Assert.True(await harness.Subscriptions.EndAsync(harness.Connection, harness.Edge, ChannelName.Parse(Channel), default));
        Assert.False(await harness.Subscriptions.EndAsync(harness.Connection, harness.Edge, ChannelName.Parse(Channel), default));
        Assert.Equal((0, 0), (harness.Live.Count, harness.Presence.Channels));
    }
}
