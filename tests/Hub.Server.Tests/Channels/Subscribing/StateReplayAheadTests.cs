using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Channels.Subscribing;

/// <summary>What is read from the engine may be ahead of what this node has heard; no value may go back for that.</summary>
public sealed class StateReplayAheadTests : IDisposable
{
    private const string Channel = "map:state";
    private readonly ChannelHarness harness;
    private LateEngine? engine;

    public StateReplayAheadTests() => harness = new ChannelHarness(wrap: inner => engine = new LateEngine(inner));

    [Fact]
    public async Task OtherRate_AfterAKeyOfWhatIsNotHeardYet_BringsNoOlderValue()
    {
        await HoldAKeyOfWhatIsNotHeardYetAsync();
        await harness.UpdateAsync(Channel, maxRate: 5);
        engine!.CatchUp();
        harness.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.DoesNotContain(harness.Lives, one => one.Key == "b");
    }

    [Fact]
    public async Task Return_WithAKeyOfWhatIsNotHeardYet_BringsNoOlderValue()
    {
        var resume = await HoldAKeyOfWhatIsNotHeardYetAsync();
        await harness.SubscribeAsync(new() { Channel = Channel, Since = resume });
        Assert.Equal([3], harness.ReplayedOffsets);
        engine!.CatchUp();

        Assert.Empty(harness.Lives);
    }

    [Fact]
    public async Task KeyLeftAndTakenAgain_WhileNothingIsHeard_BringsNoOlderValue()
    {
        await HoldAKeyOfWhatIsNotHeardYetAsync();
        await harness.UpdateAsync(Channel, ["a"]);
        await harness.UpdateAsync(Channel, ["a", "b"]);
        engine!.CatchUp();

        Assert.Empty(harness.Lives);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SeveralPages_OfWhatIsNotHeardYet_AreReadBeforeTheReply(bool asOtherKeys)
    {
        string[] keys = [.. Enumerable.Range(0, 600).Select(n => $"key{n}")];
        await harness.SubscribeAsync(new() { Channel = Channel, Keys = ["a"] });
        engine!.FallBehind();
        foreach (var key in keys)
            await harness.PublishAsync(Channel, 1, key);
        if (asOtherKeys)
            await harness.UpdateAsync(Channel, keys);
        else
            Assert.Equal(600, (await harness.SubscribeAsync(new() { Channel = Channel })).Position.Offset);
        Assert.Equal(keys, harness.Replayed.Select(one => one.Key));
        engine.CatchUp();

        Assert.Empty(harness.Lives);
    }

    public void Dispose() => harness.Dispose();

    // a@1 was heard, b@2 and b@3 were not, of which b@3 was read with the position of a to come back with.
    private async Task<Position> HoldAKeyOfWhatIsNotHeardYetAsync()
    {
        await harness.PublishAsync(Channel, 1, "a");
        var subscribed = await harness.SubscribeAsync(new() { Channel = Channel, Keys = ["a"] });
        engine!.FallBehind();
        await harness.PublishAsync(Channel, 2, "b");
        await harness.UpdateAsync(Channel, ["a", "b"]);
        Assert.Equal([(3L, 1L)], harness.Replayed.Select(one => (one.Offset, one.Resume!.Value)));
        return subscribed.Position;
    }
}
