using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Feeds;
using RealtimeHub.Server.Tests.Hubs;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Feeds;

public class FeedWriterTests : HubTest
{
    public FeedWriterTests()
        : base("--Hub:Feeds:made-up:Source", "simulator")
    {
    }

    [Theory]
    [InlineData("made-up", 0)]
    [InlineData("real", 3)]
    public async Task Write_SimulatedFeed_KeepsValuesAndNoHistory(string feed, int history)
    {
        for (var i = 0; i < 3; i++)
            Assert.False((await Get<FeedPublishing>().PublishAsync(feed, [new FeedUpdate("a") { Fields = Payload.FromJson($$"""{"price":{{i}}}""") }], null, default)).IsRefused(out _, out _));

        var channel = ChannelName.Of("feed", feed);
        Assert.Equal(3, Assert.Single((await Get<IEngine>().ReadStateAsync(channel, new StateQuery { Limit = 10 }, default)).Entries).Offset);
        Assert.Equal(history, (await Get<IEngine>().ReadLogAsync(channel, new LogQuery { After = 0, Limit = 10 }, default)).Publications.Count);
    }
}
