using System.Text;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Tests.Hubs;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Feeds;

/// <summary>The feed methods of the hub over the memory engine.</summary>
public class FeedHubTests : HubTest
{
    private static readonly ChannelGrant Grant = new("feed:*", ChannelRights.Publish);

    public FeedHubTests()
        : base(
            "--Hub:Feeds:strict:Title", "The strict one", "--Hub:Feeds:strict:MaxKeys", "3",
            "--Hub:Feeds:strict:Fields:price:Type", "number", "--Hub:Feeds:strict:Fields:price:Unit", "EUR",
            "--Hub:Feeds:strict:Fields:open:Type", "boolean")
    {
    }

    [Fact]
    public async Task PublishUpdates_NewFeed_IsPublishedAndListedWithInferredFields()
    {
        var ann = await PublisherAsync();

        var result = await PublishAsync(ann, "rooms", Set("kitchen", """{"temperature": 21.5, "name": "Kitchen", "open": false}"""), Set("hall", """{"lux":3,"name":null}"""));

        Assert.Equal(new PublishUpdatesResult(2, 0), result);
        Assert.Equal(["""kitchen@1 {"temperature":21.5,"name":"Kitchen","open":false}""", """hall@2 {"lux":3,"name":null}"""], await LogAsync("rooms"));
        var feed = Assert.Single((await ann.Call(hub => hub.ListFeeds(new ListFeedsRequest()))).Feeds, feed => feed.Name == "rooms");
        Assert.Equal(("rooms", "", "publish", 2), (feed.Title, feed.Description, feed.Source, feed.Keys));
        Assert.Equal(
            [new("temperature", FeedFieldType.Number), new("name", FeedFieldType.String), new("open", FeedFieldType.Boolean), new("lux", FeedFieldType.Number)],
            feed.Fields);
    }

    [Fact]
    public async Task ListFeeds_DeclaredAndHostFeed_AreThereInOrderOfNames()
    {
        var ann = await PublisherAsync();
        await PublishAsync(ann, "zoo", Set("a", """{"n":1}"""));

        var feeds = (await ann.Call(hub => hub.ListFeeds(new ListFeedsRequest()))).Feeds;

        Assert.Equal(["host", "market", "strict", "weather", "zoo"], feeds.Select(feed => feed.Name));
        Assert.Equal(("The strict one", "publish"), (feeds[2].Title, feeds[2].Source));
        Assert.Equal([new("open", FeedFieldType.Boolean), new("price", FeedFieldType.Number, "EUR")], feeds[2].Fields.OrderBy(field => field.Name));
        Assert.Equal(("simulator", "Weather (simulated)"), (feeds[3].Source, feeds[3].Title));
        Assert.Contains(new FeedField("temperature", FeedFieldType.Number, "°C"), feeds[3].Fields);
        Assert.Equal("host", feeds[0].Source);
    }

    [Fact]
    public async Task PublishUpdates_Patch_MergesIntoThePresentValue()
    {
        var ann = await PublisherAsync();
        await PublishAsync(ann, "t", Set("a", """{"x":1,"y":2}"""));

        await PublishAsync(ann, "t", Set("a", """{"y":3,"z":4}""") with { Patch = true }, Set("a", """{"x":9}""") with { Patch = true }, Set("b", """{"x":1}""") with { Patch = true });

        Assert.Equal(["""a@1 {"x":1,"y":2}""", """a@2 {"x":1,"y":3,"z":4}""", """a@3 {"x":9,"y":3,"z":4}""", """b@4 {"x":1}"""], await LogAsync("t"));
    }

    [Fact]
    public async Task PublishUpdates_OlderVersion_IsIgnoredAlsoAfterARemoval()
    {
        var ann = await PublisherAsync();
        await PublishAsync(ann, "t", Set("a", """{"x":5}""") with { Version = 5 });

        Assert.Equal(new PublishUpdatesResult(1, 1), await PublishAsync(ann, "t", Set("a", """{"x":4}""") with { Version = 4 }, Set("a", """{"x":6}""") with { Version = 6 }));
        await PublishAsync(ann, "t", new FeedUpdate("a") { Removed = true, Version = 7 });
        Assert.Equal(new PublishUpdatesResult(0, 1), await PublishAsync(ann, "t", Set("a", """{"x":6}""") with { Version = 6 }));
        Assert.Equal(new PublishUpdatesResult(1, 0), await PublishAsync(ann, "t", Set("a", """{"x":7}""") with { Version = 7 }));

        Assert.Equal(["""a@1 {"x":5}""", """a@2 {"x":6}""", "a@3 removed", """a@4 {"x":7}"""], await LogAsync("t"));
    }

    [Fact]
    public async Task PublishUpdates_UnchangedValueOrAbsentKeyRemoved_PublishesNothing()
    {
        var ann = await PublisherAsync();
        await PublishAsync(ann, "t", Set("a", """{"x":1}"""));

        var result = await PublishAsync(ann, "t", Set("a", """{ "x": 1 }"""), Set("a", "{}") with { Patch = true }, new FeedUpdate("b") { Removed = true });

        Assert.Equal(new PublishUpdatesResult(3, 0), result);
        Assert.Single(await LogAsync("t"));
    }

    [Theory]
    [InlineData("""{"price":"1"}""", "wrong_type", "fields.price")]
    [InlineData("""{"price":[1]}""", "wrong_type", "fields.price")]
    [InlineData("""{"price":1e400}""", "not_finite", "fields.price")]
    [InlineData("""{"pric":1}""", "unknown_field", "fields.pric")]
    [InlineData("""{"price":1,"price":2}""", "duplicate", "fields.price")]
    [InlineData("""{"":1}""", "field_name", "fields")]
    [InlineData("3", "wrong_type", "fields")]
    [InlineData(null, "missing", "fields")]
    public async Task PublishUpdates_OneBadUpdate_RefusesAllNamingIndexAndField(string? fields, string reason, string field)
    {
        var ann = await PublisherAsync();
        var bad = fields is null ? new FeedUpdate("b") : Set("b", fields);

        var refusal = await ann.RefusalOf(hub => hub.PublishUpdates(new PublishUpdatesRequest("strict", [Set("a", """{"price":1}"""), bad])));

        Assert.Equal(ErrorCode.BadRequest, refusal.Code);
        Assert.Equal((reason, field, 1), (refusal.Details!.Reason, refusal.Details.Field, refusal.Details.Index!.Value));
        Assert.StartsWith("updates[1]: fields", refusal.Text, StringComparison.Ordinal);
        Assert.Empty(await LogAsync("strict"));
    }

    [Theory]
    [InlineData("""{"__proto__":2}""", "undeliverable", "fields.__proto__")]
    [InlineData("""{"\u005f_proto__":2}""", "undeliverable", "fields.__proto__")]
    [InlineData("""{"v":{"__proto__":2}}""", "wrong_type", "fields.v")]
    [InlineData("""{"v":"\ud800"}""", "undeliverable", "fields.v")]
    [InlineData("""{"\ud800":1}""", "field_name", "fields")]
    public async Task PublishUpdates_FieldThatSomeClientCannotRead_IsRefusedBeforeAnythingIsAppended(string fields, string reason, string field)
    {
        var ann = await PublisherAsync();
        foreach (var patch in new[] { false, true })
        {
            var values = Payload.FromJson(fields);
            foreach (var bad in field == "fields.__proto__" ? new[] { values, values.ToMessagePack() } : [values])
            {
                var refusal = await ann.RefusalOf(hub => hub.PublishUpdates(new PublishUpdatesRequest("t", [Set("a", """{"v":1}""") with { Version = 1 }, new FeedUpdate("b") { Fields = bad, Patch = patch, Version = 2 }])));
                Assert.Equal((ErrorCode.BadRequest, reason, field, 1), (refusal.Code, refusal.Details!.Reason, refusal.Details.Field, refusal.Details.Index!.Value));
            }
        }

        Assert.Empty(await LogAsync("t"));
        Assert.Empty((await Get<IEngine>().ReadLogAsync(ChannelName.Of("sys", "feeds/t"), new LogQuery { After = 0, Limit = 10 }, default)).Publications);
    }

    [Theory]
    [InlineData("host", "host")]
    [InlineData("market", "simulator")]
    public async Task PublishUpdates_FeedWithASourceOfItsOwn_IsDenied(string feed, string kind)
    {
        var ann = await PublisherAsync();

        var refusal = await ann.RefusalOf(hub => hub.PublishUpdates(new PublishUpdatesRequest(feed, [Set("a", """{"v":1}""")])));

        Assert.Equal((ErrorCode.PermissionDenied, "has_source", "feed"), (refusal.Code, refusal.Details!.Reason, refusal.Details.Field));
        Assert.Contains($"({kind})", refusal.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishUpdates_TypeOtherThanBefore_IsRefusedInAnInferredFeed()
    {
        var ann = await PublisherAsync();
        await PublishAsync(ann, "t", Set("a", """{"x":1}"""));

        var refusal = await ann.RefusalOf(hub => hub.PublishUpdates(new PublishUpdatesRequest("t", [Set("b", """{"x":true}""")])));

        Assert.Equal("bad_request: updates[0]: fields.x must be a number or null, as in the feed's other values", $"{refusal.Code.ToWord()}: {refusal.Text}");
    }

    [Fact]
    public async Task PublishUpdates_BeyondALimit_IsLimitExceeded()
    {
        var ann = await PublisherAsync();
        var many = Enumerable.Range(0, 1_001).Select(i => Set("k" + i, "{}")).ToArray();
        var fields = "{" + string.Join(',', Enumerable.Range(0, 101).Select(i => $"\"f{i}\":1")) + "}";

        Assert.Equal((ErrorCode.LimitExceeded, 1_000, 1_001), Limits(await ann.RefusalOf(hub => hub.PublishUpdates(new PublishUpdatesRequest("t", many)))));
        Assert.Equal((ErrorCode.LimitExceeded, 3, 4), Limits(await ann.RefusalOf(hub => hub.PublishUpdates(new PublishUpdatesRequest("strict", many[..4])))));
        Assert.Equal((ErrorCode.LimitExceeded, 100, 101), Limits(await ann.RefusalOf(hub => hub.PublishUpdates(new PublishUpdatesRequest("t", [Set("a", fields)])))));
        Assert.Equal(new PublishUpdatesResult(1_000, 0), await PublishAsync(ann, "t", many[..1_000]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("x", 129)]
    public async Task PublishUpdates_BadFeedName_IsRefused(string feed, int times = 1)
    {
        var ann = await PublisherAsync();

        var refusal = await ann.RefusalOf(hub => hub.PublishUpdates(new PublishUpdatesRequest(string.Concat(Enumerable.Repeat(feed, times)), [])));

        Assert.Equal((ErrorCode.BadRequest, "feed"), (refusal.Code, refusal.Details!.Field));
    }

    [Fact]
    public async Task PublishUpdates_BadKeyOrVersion_IsRefused()
    {
        var ann = await PublisherAsync();

        Assert.Equal("key", (await ann.RefusalOf(hub => hub.PublishUpdates(new PublishUpdatesRequest("t", [Set("", "{}")])))).Details!.Field);
        Assert.Equal("version", (await ann.RefusalOf(hub => hub.PublishUpdates(new PublishUpdatesRequest("t", [Set("a", "{}") with { Version = -1 }])))).Details!.Field);
        Assert.Equal("updates", (await ann.RefusalOf(hub => hub.PublishUpdates(new PublishUpdatesRequest("t", [null!])))).Details!.Field);
    }

    [Fact]
    public async Task PublishUpdates_WithoutTheRight_IsDenied()
    {
        var bob = await ConnectAsync("bob");

        var refusal = await bob.RefusalOf(hub => hub.PublishUpdates(new PublishUpdatesRequest("t", [Set("a", "{}")])));

        Assert.Equal((ErrorCode.PermissionDenied, "publish"), (refusal.Code, refusal.Details!.Right));
    }

    [Fact]
    public async Task PublishUpdates_ChannelChangedByAnother_MergesIntoWhatIsThere()
    {
        var ann = await PublisherAsync();
        await PublishAsync(ann, "t", Set("a", """{"x":1}"""));
        await Get<IModuleChannels>().AppendAsync(ChannelName.Parse("feed:t"), [new Draft { Type = FeedTypes.Updated, Key = "a", Data = Payload.FromJson("""{"x":1,"y":7}""") }]);

        await PublishAsync(ann, "t", Set("a", """{"x":2}""") with { Patch = true });

        Assert.Equal("""a@3 {"x":2,"y":7}""", (await LogAsync("t"))[^1]);
    }

    [Fact]
    public async Task PublishUpdates_ManyAtOnce_LosesNoField()
    {
        var ann = await PublisherAsync();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => PublishAsync(ann, "t", Set("a", $$"""{"f{{i}}":1}""") with { Patch = true }))));

        var last = (await LogAsync("t"))[^1];
        Assert.All(Enumerable.Range(0, 40), i => Assert.Contains($"\"f{i}\":1", last, StringComparison.Ordinal));
    }

    private static (ErrorCode, long?, long?) Limits(Refusal refusal) => (refusal.Code, refusal.Details!.Limit, refusal.Details.Actual);

    private static FeedUpdate Set(string key, string fields) => new(key) { Fields = Payload.FromJson(fields) };

    private Task<HubCaller> PublisherAsync() => ConnectAsync("ann", grants: [Grant]);

    private static Task<PublishUpdatesResult> PublishAsync(HubCaller caller, string feed, params FeedUpdate[] updates) =>
        caller.Call(hub => hub.PublishUpdates(new PublishUpdatesRequest(feed, updates)));

    private async Task<string[]> LogAsync(string feed)
    {
        var page = await Get<IEngine>().ReadLogAsync(ChannelName.Of("feed", feed), new LogQuery { After = 0, Limit = 1_000 }, default);
        return [.. page.Publications.Select(entry => $"{entry.Key}@{entry.Offset} {(entry.Removed == true ? "removed" : Encoding.UTF8.GetString(entry.Data.Bytes.Span))}")];
    }
}
