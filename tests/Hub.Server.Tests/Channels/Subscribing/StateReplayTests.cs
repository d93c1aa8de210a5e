using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Tests.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Channels.Subscribing;

public sealed class StateReplayTests
{
    private const string Channel = "map:state";

    [Fact]
    public async Task Subscribe_Plain_GivesTheWholeStateWithoutWhatIsGone()
    {
        using var harness = new ChannelHarness();
        await FillAsync(harness);
        var result = await harness.SubscribeAsync(new() { Channel = Channel });

        Assert.Equal((5, false, null), (result.Position.Offset, result.Recovered, result.Gap));
        Assert.Equal([(2L, "b", 2L), (4L, "a", 4L)], harness.Replayed.Select(one => (one.Offset, one.Key!, one.Resume!.Value)));
        Assert.All(harness.Replayed, one => Assert.True(one.Snapshot));
        Assert.Empty(harness.Resets);
    }

    [Fact]
    public async Task Subscribe_Since_GivesWhatChangedAndWhatWasRemoved()
    {
        using var harness = new ChannelHarness();
        var head = await FillAsync(harness);
        var result = await harness.SubscribeAsync(new() { Channel = Channel, Since = head.At(3) });

        Assert.True(result.Recovered);
        Assert.Equal([("a", null, true), ("c", true, null)], harness.Replayed.Select(one => (one.Key!, one.Removed, one.Snapshot)));
    }

    [Fact]
    public async Task Subscribe_SinceAForgottenRemoval_GivesAllBehindAReset()
    {
        using var harness = new ChannelHarness(map: new NamespaceOptions { Mode = ChannelMode.State, TombstoneAge = TimeSpan.FromSeconds(10) });
        var head = await FillAsync(harness);
        harness.Time.Advance(TimeSpan.FromSeconds(11));
        await harness.PublishAsync(Channel, 1, "d");
        var result = await harness.SubscribeAsync(new() { Channel = Channel, Since = head.At(3) });

        Assert.Equal((false, new Gap(3, 7, GapReason.Retention)), (result.Recovered, result.Gap));
        Assert.Equal((6, GapReason.Retention), (Assert.Single(harness.Resets).Position.Offset, harness.Resets[0].Reason));
        Assert.Equal(["b", "a", "d"], harness.Replayed.Select(one => one.Key));
        Assert.True((await harness.SubscribeAsync(new() { Channel = Channel, Since = head })).Recovered);
        var fail = await harness.TrySubscribeAsync(new() { Channel = Channel, Since = head.At(3), OnGap = OnGap.Fail });
        Assert.Equal(ErrorCode.PositionLost, fail.Refusal!.Code);
    }

    [Fact]
    public async Task Subscribe_OtherEpoch_GivesAllBehindAReset()
    {
        using var harness = new ChannelHarness();
        await FillAsync(harness);
        var result = await harness.SubscribeAsync(new() { Channel = Channel, Since = new Position("another", 2) });

        Assert.Equal((false, new Gap(0, 6, GapReason.Epoch)), (result.Recovered, result.Gap));
        Assert.Equal(GapReason.Epoch, Assert.Single(harness.Resets).Reason);
        Assert.Equal(["b", "a"], harness.Replayed.Select(one => one.Key));
    }

    [Fact]
    public async Task Subscribe_Keys_GivesOnlyThose()
    {
        using var harness = new ChannelHarness();
        await FillAsync(harness);
        await harness.SubscribeAsync(new() { Channel = Channel, Keys = ["b", "z"] });
        await harness.PublishAsync(Channel, 1, "a");
        await harness.PublishAsync(Channel, 1, "z");

        Assert.Equal(["b"], harness.Replayed.Select(one => one.Key));
        Assert.Equal(["z"], harness.Lives.Select(one => one.Key));
    }

    [Fact]
    public async Task Subscribe_ManyKeys_ComeInOrderOfOffsetsOverSeveralPages()
    {
        using var harness = new ChannelHarness();
        for (var n = 0; n < 600; n++)
            await harness.PublishAsync(Channel, 1, $"key{n * 7 % 600}");
        await harness.SubscribeAsync(new() { Channel = Channel });
        Assert.Equal(Enumerable.Range(1, 600).Select(n => (long)n), harness.ReplayedOffsets);
    }

    [Fact]
    public async Task Update_AddedKeys_BringTheirValuesBeforeTheReply()
    {
        using var harness = new ChannelHarness();
        await FillAsync(harness);
        await harness.SubscribeAsync(new() { Channel = Channel, Keys = ["a"] });
        var granted = (await harness.UpdateAsync(Channel, ["a", "b"])).Value;
        await harness.PublishAsync(Channel, 1, "b");

        Assert.Equal(["b"], harness.Replayed.Select(one => one.Key));
        Assert.Equal(["a", "b"], granted.Keys!.Order());
        Assert.Equal([6], harness.Lives.Select(one => one.Offset));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Update_OtherKeysAtARate_SendsNothingOfThoseThatStayAgain(bool hadAll)
    {
        using var harness = new ChannelHarness();
        foreach (var key in new[] { "a", "b", "c" })
            await harness.PublishAsync(Channel, 1, key);
        await harness.SubscribeAsync(new() { Channel = Channel, Keys = hadAll ? null : ["a", "b"], MaxRate = 1 });
        await harness.PublishAsync(Channel, 5, "a");
        await harness.UpdateAsync(Channel, ["a", "c"]);

        Assert.Equal(hadAll ? [] : [(3L, 7L)], harness.Replayed.Select(one => (one.Offset, one.Resume!.Value)));
        await harness.PublishAsync(Channel, 1, "b");
        await harness.PublishAsync(Channel, 1, "c");
        harness.Time.Advance(TimeSpan.FromSeconds(1));

        // What waited in the lane for a key that stays comes in its turn, with its count.
        Assert.Equal([(4L, null), (10L, null), (8L, 3)], harness.Lives.Select(one => (one.Offset, one.Merged)));
    }

    [Fact]
    public async Task Update_KeysThatAreLeft_SendNothingAfterTheReplyAlsoWhereTheReaderIsSlow()
    {
        using var harness = new ChannelHarness();
        await harness.SubscribeAsync(new() { Channel = Channel, Keys = ["a", "b"] });
        harness.Writer.Hold();
        for (var round = 0; round < 2_000; round++)
            await harness.PublishAsync(Channel, 1, round % 2 == 0 ? "a" : "b");
        var update = harness.UpdateAsync(Channel, ["b"]);
        harness.Writer.Release();
        await update;
        var replied = harness.Lives.Count();
        await harness.PublishAsync(Channel, 1, "a");
        await harness.PublishAsync(Channel, 1, "b");

        Assert.DoesNotContain(harness.Lives.Skip(replied), one => one.Key == "a");
        Assert.Equal(2_002, harness.Lives.Last().Offset);
    }

    [Fact]
    public async Task Update_PausedAndLifted_BringsTheLatestOfWhatChanged()
    {
        using var harness = new ChannelHarness();
        await FillAsync(harness);
        await harness.SubscribeAsync(new() { Channel = Channel });
        Assert.Equal(0, (await harness.UpdateAsync(Channel, maxRate: 0)).Value.MaxRate);
        await harness.PublishAsync(Channel, 9, "a");
        await harness.RemoveAsync(Channel, "b");
        Assert.Empty(harness.Lives);

        Assert.Null((await harness.UpdateAsync(Channel, maxRate: -1)).Value.MaxRate);
        Assert.Equal([(14L, "a", null), (15L, "b", true)], harness.Replayed.Select(one => (one.Offset, one.Key!, one.Removed)));
        await harness.PublishAsync(Channel, 1, "a");
        Assert.Equal([16], harness.Lives.Select(one => one.Offset));
    }

    [Fact]
    public async Task Update_KeysAddedDuringAPause_AreNotMissedAfterIt()
    {
        using var harness = new ChannelHarness();
        await FillAsync(harness);
        await harness.SubscribeAsync(new() { Channel = Channel, Keys = ["a"], MaxRate = 0 });
        await harness.UpdateAsync(Channel, ["a", "b"]);
        var told = harness.Replayed.ToList();
        await harness.UpdateAsync(Channel, maxRate: -1);

        Assert.Equal(["b"], told.Concat(harness.Replayed).Select(one => one.Key));
    }

    [Fact]
    public async Task Update_LowestRate_IsGrantedAndNothingBelowIt()
    {
        using var harness = new ChannelHarness();
        await harness.SubscribeAsync(new() { Channel = Channel });

        Assert.Equal(0.1, (await harness.UpdateAsync(Channel, maxRate: 0.1)).Value.MaxRate);
        Assert.Equal(ErrorCode.BadRequest, (await harness.UpdateAsync(Channel, maxRate: 0.09)).Refusal!.Code);
    }

    [Fact]
    public async Task Update_RateFromTheLadder_IsGrantedAndKept()
    {
        using var harness = new ChannelHarness();
        Assert.Equal(2, (await harness.SubscribeAsync(new() { Channel = Channel, MaxRate = 4 })).MaxRate);
        Assert.Equal(0.5, (await harness.UpdateAsync(Channel, maxRate: 0.9)).Value.MaxRate);
        Assert.Equal(0.5, (await harness.UpdateAsync(Channel, keys: ["a"])).Value.MaxRate);
        await harness.PublishAsync(Channel, 5, "a");
        harness.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([(1L, null), (5L, 3)], harness.Lives.Select(one => (one.Offset, one.Merged)));
    }

    [Fact]
    public async Task Update_NotSubscribedOrNotInStateMode_IsABadRequest()
    {
        using var harness = new ChannelHarness();
        Assert.Equal(ErrorCode.BadRequest, (await harness.UpdateAsync(Channel, maxRate: 1)).Refusal!.Code);
        await harness.SubscribeAsync(new() { Channel = "topic:x" });
        Assert.Equal(ErrorCode.BadRequest, (await harness.UpdateAsync("topic:x", maxRate: 1)).Refusal!.Code);
    }

    // a@1, b@2, c@3, a@4, c removed @5.
    private static async Task<Position> FillAsync(ChannelHarness harness)
    {
        foreach (var key in new[] { "a", "b", "c", "a" })
            await harness.PublishAsync(Channel, 1, key);
        await harness.RemoveAsync(Channel, "c");
        return (await harness.Engine.ReadLogAsync(ChannelName.Parse(Channel), new() { Limit = 1 }, default)).Position;
    }
}
