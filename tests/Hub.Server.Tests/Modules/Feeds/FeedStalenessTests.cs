using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Feeds;
using RealtimeHub.Server.Modules.Feeds.Sources;
using RealtimeHub.Server.Tests.Hubs;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Feeds;

public class FeedStalenessTests : HubTest
{
    private static readonly ChannelGrant Grant = new("feed:*", ChannelRights.Publish);

    public FeedStalenessTests()
        : base("--Hub:Feeds:t:StaleAfter", "00:00:10")
    {
    }

    [Fact]
    public async Task Check_SourceSilentForLonger_MarksEveryValueOnceAndAnUpdateTakesItAway()
    {
        var ann = await BeginAsync();
        await PublishAsync(ann, "t", ("a", 1), ("b", 2));
        Time.Advance(TimeSpan.FromSeconds(9.9));
        await CheckAsync();
        Assert.Equal(["a 1", "b 2"], await LogAsync("t"));

        Time.Advance(TimeSpan.FromSeconds(0.1));
        await CheckAsync();
        await CheckAsync();
        await PublishAsync(ann, "t", ("a", 1));

        Assert.Equal(["a 1", "b 2", "a 1 stale", "b 2 stale", "a 1"], await LogAsync("t"));
        Assert.Equal(["a 1", "b 2 stale"], await StateAsync("t"));
    }

    [Fact]
    public async Task Check_AnyUpdateOfTheFeed_CountsAsALifeSign()
    {
        var ann = await BeginAsync();
        await PublishAsync(ann, "t", ("a", 1), ("b", 2));
        Time.Advance(TimeSpan.FromSeconds(9));
        // Unchanged: accepted, but not published.
        await PublishAsync(ann, "t", ("a", 1));

        Time.Advance(TimeSpan.FromSeconds(9));
        await CheckAsync();

        Assert.Equal(["a 1", "b 2"], await LogAsync("t"));
    }

    [Fact]
    public async Task Check_FeedWithoutTheOption_IsNeverMarked()
    {
        var ann = await BeginAsync();
        await PublishAsync(ann, "other", ("a", 1));
        Time.Advance(TimeSpan.FromHours(20));

        await CheckAsync();

        Assert.Equal(["a 1"], await LogAsync("other"));
    }

    [Fact]
    public async Task Check_SourceThatFailsForAMinute_MarksItsValuesAndAConfirmationTakesTheMarksAway()
    {
        await BeginAsync();
        await Get<FeedPublishing>().PublishAsync("host", [Set("cpu", 1)], null, default);
        Get<FeedSourceStates>().Set("host", FeedSourceState.Failing, "no");
        Time.Advance(TimeSpan.FromSeconds(59));
        await CheckAsync();
        Assert.Equal(["cpu 1"], await LogAsync("host"));
        Time.Advance(TimeSpan.FromSeconds(1));
        await CheckAsync();

        await Get<FeedStaleness>().ConfirmAsync("host", default);

        Assert.Equal(["cpu 1", "cpu 1 stale", "cpu 1"], await LogAsync("host"));
    }

    [Fact]
    public async Task Subscribe_StaleValue_SnapshotSaysSo()
    {
        var ann = await BeginAsync();
        await PublishAsync(ann, "t", ("a", 1));
        Time.Advance(TimeSpan.FromSeconds(10));
        await CheckAsync();

        await ann.Call(hub => hub.Subscribe(new SubscribeRequest { Channel = "feed:t" }));

        Assert.True(Assert.Single((await ann.Call(hub => hub.ReadState(new("feed:t")))).Entries).Stale);
        Assert.Equal((true, true, "feed.updated"), (ann.Replayed[0].Stale, ann.Replayed[0].Snapshot, ann.Replayed[0].Type));
    }

    private static FeedUpdate Set(string key, int value) => new(key) { Fields = Payload.FromJson($$"""{"v":{{value}}}""") };

    private static string Text(Publication entry) =>
        $"{entry.Key} {System.Text.Json.JsonElement.Parse(entry.Data.Bytes.Span).GetProperty("v")}{(entry.Stale == true ? " stale" : "")}";

    private static Task<PublishUpdatesResult> PublishAsync(HubCaller caller, string feed, params (string Key, int Value)[] updates) =>
        caller.Call(hub => hub.PublishUpdates(new PublishUpdatesRequest(feed, [.. updates.Select(update => Set(update.Key, update.Value))])));

    // Silence counts from the server's start on.
    private Task<HubCaller> BeginAsync()
    {
        Get<FeedStaleness>();
        return ConnectAsync("ann", grants: [Grant]);
    }

    private Task CheckAsync() => Get<FeedStaleness>().CheckAsync(default);

    private async Task<IEnumerable<string>> LogAsync(string feed) =>
        (await Get<IEngine>().ReadLogAsync(ChannelName.Of("feed", feed), new LogQuery { After = 0, Limit = 1_000 }, default)).Publications.Select(Text);

    private async Task<IEnumerable<string>> StateAsync(string feed) =>
        (await Get<IEngine>().ReadStateAsync(ChannelName.Of("feed", feed), new StateQuery { Limit = 1_000 }, default)).Entries.Select(Text);
}
