using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Feeds;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Series;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Tests.Hubs;
using RealtimeHub.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace RealtimeHub.Server.Tests.Modules.Feeds.Series;

/// <summary>ReadSeries over the hub, and what a restart leaves of it.</summary>
public class FeedSeriesTests : HubTest
{
    public FeedSeriesTests()
        : base("--Hub:Feeds:few:SeriesFields", "price, volume", "--Hub:Feeds:tiny:MaxSeries", "2")
    {
    }

    [Fact]
    public async Task ReadSeries_EveryAcceptedValue_IsCountedAlsoOneThatChangesNothing()
    {
        var ann = await ConnectAsync("ann");
        foreach (var value in new[] { 3, 3, 1, 2 })
            await PublishAsync("t", "a", $$"""{"v":{{value}},"name":"x"}""");

        var series = await ReadAsync(ann, "t", "a", "v");

        var now = Time.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.Equal([new(now - (now % 1_000), 3, 3, 1, 2, 2.25, 4)], series.Buckets);
        // The second 3 was not published.
        Assert.Equal(3, series.Offset);
    }

    [Fact]
    public async Task ReadSeries_NothingThere_IsEmpty()
    {
        var ann = await ConnectAsync("ann");

        Assert.Empty((await ReadAsync(ann, "none", "a", "v")).Buckets);
    }

    [Fact]
    public async Task ReadSeries_BadRequests_AreRefusedWithTheField()
    {
        var ann = await ConnectAsync("ann");
        await PublishAsync("t", "a", """{"v":1,"name":"x"}""");

        Assert.Equal("bad_request: field must name a number; name is a string", await ann.Refused(hub => hub.ReadSeries(new("t", "a", "name", 1_000))));
        Assert.Equal("bad_request: bucketMs must be from 1000 to 86400000", await ann.Refused(hub => hub.ReadSeries(new("t", "a", "v", 999))));
        Assert.Equal("feed", (await ann.RefusalOf(hub => hub.ReadSeries(new("a b", "a", "v", 1_000)))).Details!.Field);
        Assert.Equal("key", (await ann.RefusalOf(hub => hub.ReadSeries(new("t", "", "v", 1_000)))).Details!.Field);
        Assert.Equal("fromTime", (await ann.RefusalOf(hub => hub.ReadSeries(new("t", "a", "v", 1_000) { FromTime = -1 }))).Details!.Field);
    }

    [Fact]
    public async Task ReadSeries_FieldThatIsNotKept_IsNotFoundAndNamesTheOthers()
    {
        var ann = await ConnectAsync("ann");
        await PublishAsync("few", "a", """{"price":1,"bid":2}""");

        Assert.Single((await ReadAsync(ann, "few", "a", "price")).Buckets);
        Assert.Equal("not_found: no series of bid is kept; there are series of price, volume", await ann.Refused(hub => hub.ReadSeries(new("few", "a", "bid", 1_000))));
    }

    [Fact]
    public async Task Publish_MoreKeysThanSeries_KeepsTheFirst()
    {
        var ann = await ConnectAsync("ann");
        foreach (var key in new[] { "a", "b", "c" })
            await PublishAsync("tiny", key, """{"v":1}""");

        Assert.Equal(1, await CountAsync(ann, "a"));
        Assert.Equal(1, await CountAsync(ann, "b"));
        Assert.Equal(0, await CountAsync(ann, "c"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_StoppedAndStartedAgain_KeepsTheMinutes(bool isTimeOver)
    {
        await PublishAsync("t", "a", """{"v":1}""");
        Time.Advance(TimeSpan.FromMinutes(1));
        await PublishAsync("t", "a", """{"v":2}""");
        await PublishAsync("t", "b", """{"v":9}""");

        await Get<FeedSeriesKeeper>().StopAsync(new CancellationToken(isTimeOver));

        var again = await RestartedAsync("t");
        Assert.Equal([1d, 2], again.Read("a", "v", 0, long.MaxValue, 60_000).Select(bucket => bucket.Close));
        Assert.Equal([9d], again.Read("b", "v", 0, long.MaxValue, 60_000).Select(bucket => bucket.Close));
    }

    [Fact]
    public async Task Write_HoursLater_RemovesWhatIsTooOldFromTheStore()
    {
        await PublishAsync("t", "a", """{"v":1}""");
        Time.Advance(TimeSpan.FromMinutes(1));
        await Get<FeedSeriesKeeper>().WriteAsync(withPresent: false, default);
        Time.Advance(TimeSpan.FromMinutes(181));
        await PublishAsync("t", "a", """{"v":2}""");

        await Get<FeedSeriesKeeper>().WriteAsync(withPresent: true, default);

        Assert.Single((await Get<IEngine>().ReadStateAsync(FeedChannels.SeriesOf("t"), new StateQuery { Limit = 10 }, default)).Entries);
    }

    private async Task<SeriesOfFeed> RestartedAsync(string feed)
    {
        var keeper = new FeedSeriesKeeper(Get<FeedDeclarations>(), new SeriesStorage(Get<IModuleChannels>()), Time, NullLogger<FeedSeriesKeeper>.Instance);
        await keeper.OpenAsync(feed, new Dictionary<string, FeedEntry>(), default);
        return keeper.Find(feed)!;
    }

    private static async Task<long> CountAsync(HubCaller caller, string key) => (await ReadAsync(caller, "tiny", key, "v")).Buckets.Sum(bucket => bucket.Count);

    private static Task<FeedSeries> ReadAsync(HubCaller caller, string feed, string key, string field) => caller.Call(hub => hub.ReadSeries(new(feed, key, field, 1_000)));

    private async Task PublishAsync(string feed, string key, string fields)
    {
        var outcome = await Get<FeedPublishing>().PublishAsync(feed, [new FeedUpdate(key) { Fields = Payload.FromJson(fields) }], null, default);
        Assert.False(outcome.IsRefused(out var refusal, out _), refusal?.Text);
    }
}
