using System.Text.Json;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Api;

/// <summary>Reading channels over HTTP, on a real server.</summary>
public sealed class ChannelEndpointsTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task History_Pages_AreThoseOfReadHistory()
    {
        for (var i = 1; i <= 5; i++)
            await PublishAsync("topic:pages", i);

        var newest = await server.GetAsync("/channels/topic:pages/history?limit=2", ApiServer.Read);
        var after = await server.GetAsync("/channels/topic:pages/history?after=1&limit=2", ApiServer.Read);
        var before = await server.GetAsync("/channels/topic:pages/history?before=3", ApiServer.Read);

        Assert.Equal(("4 5", true), Page(newest));
        Assert.Equal(("2 3", true), Page(after));
        Assert.Equal(("1 2", false), Page(before));
        Assert.Equal(5, newest.Json.GetProperty("position").GetProperty("offset").GetInt32());
    }

    [Fact]
    public async Task Channels_ShowWhatTheyKeepAndWhatTheyHear()
    {
        await using var client = await server.ConnectAsync("rates");
        await client.SubscribeAsync("topic:rates").Within();
        // The rate counts whole seconds: the first one has to be over.
        JsonElement one = default;
        var published = 0;
        await TestTimeout.Until(async () =>
        {
            await PublishAsync("topic:rates", ++published);
            one = (await server.GetAsync("/channels?prefix=topic:rates", ApiServer.Read)).Json.GetProperty("channels")[0];
            return one.GetProperty("publicationsPerSecond").GetDouble() > 0;
        });

        Assert.Equal((published, 1, "log"), (one.GetProperty("kept").GetInt32(), one.GetProperty("subscribers").GetInt32(), one.GetProperty("mode").GetString()));
        var unheard = (await server.GetAsync("/channels/topic:never", ApiServer.Read)).Json;
        Assert.Equal((0, 0d), (unheard.GetProperty("kept").GetInt32(), unheard.GetProperty("publicationsPerSecond").GetDouble()));
        var signals = (await server.GetAsync("/channels/signal:any", ApiServer.Read)).Json;
        Assert.Equal(("signal", 0), (signals.GetProperty("mode").GetString(), signals.GetProperty("kept").GetInt32()));
    }

    [Theory]
    [InlineData("after=x", "after", "wrong_type")]
    [InlineData("after=1.5", "after", "wrong_type")]
    [InlineData("after=-1", "after", null)]
    [InlineData("after=9007199254740992", "after", null)]
    [InlineData("after=18446744073709551616", "after", "wrong_type")]
    [InlineData("limit=0", "limit", null)]
    [InlineData("limit=1001", "limit", null)]
    [InlineData("limit=9999999999", "limit", null)]
    [InlineData("after=1&after=2", "after", null)]
    public async Task History_BadQuery_NamesTheField(string query, string field, string? reason)
    {
        var answer = await server.GetAsync("/channels/topic:q/history?" + query);

        Assert.Equal((400, "bad_request", field, reason), (answer.Status, answer.Code, answer.Member("field"), answer.Member("reason")));
    }

    [Theory]
    [InlineData("topic:a/b", "topic:a%2Fb")]
    [InlineData("topic:a/b", "topic%3Aa%2fb")]
    [InlineData("topic:a%2Fb", "topic:a%252Fb")]
    [InlineData("topic:..", "topic:..")]
    [InlineData("topic:*[?]\\\\", "topic:*%5B%3F%5D%5C")]
    [InlineData("topic:é", "topic:%C3%A9")]
    [InlineData("topic:e\u0301", "topic:e%CC%81")]
    [InlineData("topic:A", "topic:A")]
    [InlineData("topic:a+b", "topic:a+b")]
    public async Task History_NameInTheAddress_IsDecodedOnceAndIsItself(string json, string path)
    {
        var body = $$"""{"channel":"{{json}}","type":"t","data":"{{json}}"}""";
        Assert.Equal(200, (await server.PostAsync("/publish", body)).Status);

        var answer = await server.GetAsync($"/channels/{path}/history");

        var channels = answer.Json.GetProperty("publications").EnumerateArray().Select(publication => publication.GetProperty("channel").GetString()).Distinct();
        Assert.Equal([JsonElement.Parse($"\"{json}\"").GetString()], channels);
    }

    [Theory]
    [InlineData("topic:%FF")]
    [InlineData("topic:%zz")]
    [InlineData("topic:a%")]
    [InlineData("topic:a%20b")]
    [InlineData("topic:a%20")]
    [InlineData("TOPIC:a")]
    [InlineData("nope:a")]
    [InlineData("topic")]
    [InlineData("topic:")]
    public async Task History_IllegalName_IsRefused(string path)
    {
        var answer = await server.GetAsync($"/channels/{path}/history");

        Assert.Equal((400, "bad_request", "channel"), (answer.Status, answer.Code, answer.Member("field")));
    }

    [Fact]
    public async Task History_AddressWithDots_ReadsNoOtherChannel()
    {
        await PublishAsync("topic:secret", 1);

        var answer = await server.GetAsync("/channels/topic:open/../topic:secret/history");

        Assert.Equal(400, answer.Status);
    }

    [Fact]
    public async Task History_OfAChatRoom_IsReadByAKeyAndThatOfTheServerByNone()
    {
        var room = await server.GetAsync("/channels/chat:nowhere/history", ApiServer.Read);
        var own = await server.GetAsync("/channels/sys:rooms/history");

        Assert.Equal((200, 0), (room.Status, room.Json.GetProperty("publications").GetArrayLength()));
        Assert.Equal((403, "permission_denied", "history"), (own.Status, own.Code, own.Member("right")));
    }

    [Fact]
    public async Task State_PagesByKey()
    {
        foreach (var key in new[] { "a1", "a2", "b1" })
            await server.PostAsync("/publish", $$"""{"channel":"map:s","type":"t","key":"{{key}}","data":1}""");

        var first = await server.GetAsync("/channels/map:s/state?limit=1");
        var second = await server.GetAsync("/channels/map:s/state?afterKey=a1&prefix=a");

        Assert.Equal(("a1", "a1"), (Keys(first), first.Member("nextKey")));
        Assert.Equal(("a2", null), (Keys(second), second.Member("nextKey")));
        Assert.Equal("wrong_mode", (await server.GetAsync("/channels/topic:s/state")).Member("reason"));
    }

    [Fact]
    public async Task Channels_InUse_AreListedWithTheirSubscribers()
    {
        await PublishAsync("topic:list/b", 1);
        await using var ann = await server.ConnectAsync("ann");
        await using var bob = await server.ConnectAsync("bob");
        foreach (var channel in new[] { "topic:list/b", "topic:list/a", "map:list/c" })
            await ann.SubscribeAsync(channel).Within();
        await bob.SubscribeAsync("topic:list/b").Within();

        var all = await server.GetAsync("/channels?prefix=topic:list/", ApiServer.Read);
        var page = await server.GetAsync("/channels?prefix=topic:list/&limit=1");
        var rest = await server.GetAsync("/channels?prefix=topic:list/&after=" + Uri.EscapeDataString(page.Member("next")!));
        var one = await server.GetAsync("/channels/topic:list%2Fb");
        var presence = await server.GetAsync("/channels/topic:list%2Fb/presence");

        Assert.Equal(["topic:list/a 0 1 1", "topic:list/b 1 2 2"], all.Json.GetProperty("channels").EnumerateArray().Select(Brief));
        Assert.Equal(["topic:list/a 0 1 1"], page.Json.GetProperty("channels").EnumerateArray().Select(Brief));
        Assert.Equal(["topic:list/b 1 2 2"], rest.Json.GetProperty("channels").EnumerateArray().Select(Brief));
        Assert.Null(rest.Member("next"));
        Assert.Equal("topic:list/b 1 2 2", Brief(one.Json));
        Assert.Equal(["ann", "bob"], presence.Json.GetProperty("members").EnumerateArray().Select(member => member.GetProperty("userId").GetString()));
    }

    [Theory]
    [InlineData("/channels")]
    [InlineData("/channels/topic:a")]
    [InlineData("/channels/topic:a/history")]
    [InlineData("/channels/map:a/state")]
    [InlineData("/channels/topic:a/presence")]
    [InlineData("/nodes")]
    [InlineData("/stats")]
    [InlineData("/documents/d/text")]
    public async Task Get_KeyThatOnlyPublishes_IsRefused(string path)
    {
        var answer = await server.GetAsync(path, ApiServer.Publish);

        Assert.Equal((403, "permission_denied", "read"), (answer.Status, answer.Code, answer.Member("right")));
    }

    private Task<ApiAnswer> PublishAsync(string channel, int value) =>
        server.PostAsync("/publish", $$"""{"channel":"{{channel}}","type":"t","data":{{value}}}""");

    private static (string Offsets, bool HasMore) Page(ApiAnswer answer) =>
        (string.Join(' ', answer.Json.GetProperty("publications").EnumerateArray().Select(one => one.GetProperty("offset"))), answer.Json.GetProperty("hasMore").GetBoolean());

    private static string Keys(ApiAnswer answer) => string.Join(' ', answer.Json.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("key")));

    private static string Brief(System.Text.Json.JsonElement channel) =>
        $"{channel.GetProperty("channel")} {channel.GetProperty("position").GetProperty("offset")} {channel.GetProperty("subscribers")} {channel.GetProperty("users")}";
}
