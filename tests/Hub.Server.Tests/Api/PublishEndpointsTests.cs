using System.Text;
using RealtimeHub.Client;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Api;

/// <summary>Publishing and signalling over HTTP, on a real server.</summary>
public sealed class PublishEndpointsTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task Publish_ByAProgram_IsStoredWithoutAPublisher()
    {
        var answer = await server.PostAsync("/publish", """{"channel":"topic:one","type":"note","data":{"b":2,"a":[1.50,"é"]}}""", ApiServer.Publish);

        Assert.Equal((200, "application/json"), (answer.Status, answer.Type));
        Assert.False(answer.Json.GetProperty("duplicate").GetBoolean());
        var stored = Assert.Single(await server.LogAsync("topic:one"));
        Assert.Equal((1, "note", """{"b":2,"a":[1.50,"é"]}"""), (stored.Offset, stored.Type, Encoding.UTF8.GetString(stored.Data.Bytes.Span)));
        Assert.Equal(stored.Offset, answer.Json.GetProperty("position").GetProperty("offset").GetInt64());
        Assert.Null(stored.Publisher);
    }

    [Fact]
    public async Task Publish_ByAnAdministrator_NamesThePublisher()
    {
        var answer = await server.SendAsync(HttpMethod.Post, "/publish", """{"channel":"topic:by-ann","type":"note","data":1}""", token: server.TokenOf("ann", admin: true));

        Assert.Equal(200, answer.Status);
        Assert.Equal(new Publisher("ann", null, ""), Assert.Single(await server.LogAsync("topic:by-ann")).Publisher);
    }

    [Fact]
    public async Task Publish_WithASubscriber_IsDelivered()
    {
        await using var client = await server.ConnectAsync("bob");
        var subscription = await client.SubscribeAsync("topic:live").Within();

        await server.PostAsync("/publish", """{"channel":"topic:live","type":"note","data":"hello"}""", ApiServer.Publish);

        await using var publications = subscription.GetAsyncEnumerator();
        Assert.True(await publications.MoveNextAsync().Within());
        Assert.Equal("\"hello\"", Encoding.UTF8.GetString(publications.Current.Data.Bytes.Span));
    }

    [Fact]
    public async Task Publish_SameIdempotencyKey_PublishesOnceForEachCaller()
    {
        const string Body = """{"channel":"topic:idem","type":"note","data":1,"idempotencyKey":"k"}""";

        var first = await server.PostAsync("/publish", Body, ApiServer.Publish);
        var again = await server.PostAsync("/publish", Body, ApiServer.Publish);
        var other = await server.PostAsync("/publish", Body, ApiServer.Admin);
        // A user whose id is the key's name shares nothing with it.
        var namesake = await server.SendAsync(HttpMethod.Post, "/publish", Body, token: server.TokenOf("writer", admin: true));

        Assert.Equal(
            [(1, false), (1, true), (2, false), (3, false)],
            new[] { first, again, other, namesake }.Select(answer => (answer.Json.GetProperty("position").GetProperty("offset").GetInt32(), answer.Json.GetProperty("duplicate").GetBoolean())));
        Assert.Equal(3, (await server.LogAsync("topic:idem")).Count);
    }

    [Fact]
    public async Task Publish_OtherHeadThanExpected_IsAConflictWithTheHead()
    {
        await server.PostAsync("/publish", """{"channel":"topic:cas","type":"note","data":1}""");

        var answer = await server.PostAsync("/publish", """{"channel":"topic:cas","type":"note","data":2,"expectedOffset":0}""");

        Assert.Equal((409, "conflict", "offset_changed", "1"), (answer.Status, answer.Code, answer.Member("reason"), answer.Member("actual")));
        Assert.Equal("application/problem+json", answer.Type);
        Assert.Single(await server.LogAsync("topic:cas"));
    }

    [Theory]
    [InlineData("""{"channel":"chat:room","type":"t","data":1}""", 403, "permission_denied", "channel", "chat:room")]
    [InlineData("""{"channel":"doc:d","type":"t","data":1}""", 403, "permission_denied", "right", "publish")]
    [InlineData("""{"channel":"sys:rooms","key":"k","type":"t","data":1}""", 403, "permission_denied", "right", "publish")]
    [InlineData("""{"channel":"signal:s","type":"t","data":1}""", 400, "bad_request", "reason", "wrong_mode")]
    [InlineData("""{"channel":"map:m","type":"t","data":1}""", 400, "bad_request", "field", "key")]
    [InlineData("""{"channel":"nope:m","type":"t","data":1}""", 400, "bad_request", "reason", "unknown_namespace")]
    [InlineData("""{"channel":"topic:a b","type":"t","data":1}""", 400, "bad_request", "field", "channel")]
    [InlineData("""{"channel":"topic:","type":"t","data":1}""", 400, "bad_request", "field", "channel")]
    [InlineData("""{"channel":"topic:bad","type":"","data":1}""", 400, "bad_request", "field", "type")]
    [InlineData("""{"channel":"topic:bad","type":"t"}""", 400, "bad_request", "field", "data")]
    [InlineData("""{"channel":7,"type":"t","data":1}""", 400, "bad_request", "field", "channel")]
    [InlineData("""{"channel":"topic:bad","type":"t","data":1,"expectedOffset":1.5}""", 400, "bad_request", "field", "expectedOffset")]
    [InlineData("""{"channel":"topic:bad","type":"t","data":1,"expectedOffset":9007199254740992}""", 400, "bad_request", "field", "expectedOffset")]
    [InlineData("""{"channel":"topic:bad","type":"t","data":{"__proto__":1}}""", 400, "bad_request", "reason", "undeliverable")]
    [InlineData("""{"channel":"topic:bad","type":"t","data":1,"idempotencyKey":"a\u0000b"}""", 400, "bad_request", "field", "idempotencyKey")]
    [InlineData("[1]", 400, "bad_request", "detail", "the request must be an object")]
    [InlineData("null", 400, "bad_request", "field", "body")]
    [InlineData("", 400, "bad_request", "field", "body")]
    [InlineData("{\"channel\":", 400, "bad_request", "reason", "not_json")]
    [InlineData("\uFEFF{}", 400, "bad_request", "reason", "not_json")]
    public async Task Publish_BadRequest_IsAProblemThatSaysWhy(string body, int status, string code, string member, string value)
    {
        var answer = await server.PostAsync("/publish", body, ApiServer.Publish);

        Assert.Equal((status, code, value), (answer.Status, answer.Code, answer.Member(member)));
        Assert.Equal("application/problem+json", answer.Type);
        Assert.Empty(await server.LogAsync("topic:bad"));
    }

    [Theory]
    [InlineData("__proto__")]
    [InlineData("constructor")]
    [InlineData("toString")]
    public async Task Publish_WordsOfPrograms_AreOrdinaryStrings(string word)
    {
        var body = $$"""{"channel":"map:{{word}}","type":"{{word}}","key":"{{word}}","data":1}""";

        Assert.Equal(200, (await server.PostAsync("/publish", body)).Status);
        var state = await server.GetAsync($"/channels/map:{word}/state");
        Assert.Equal(word, state.Json.GetProperty("entries")[0].GetProperty("key").GetString());
    }

    [Fact]
    public async Task Publish_UnknownFields_AreIgnored() =>
        Assert.Equal(200, (await server.PostAsync("/publish", """{"channel":"topic:more","type":"t","data":1,"other":[{}]}""")).Status);

    [Fact]
    public async Task Publish_TooLarge_NamesTheLimit()
    {
        var value = await server.PostAsync("/publish", $$"""{"channel":"topic:large","type":"t","data":"{{new string('x', 65 * 1024)}}"}""");
        var body = await server.PostAsync("/publish", $$"""{"channel":"topic:large","type":"t","data":"{{new string('x', 1025 * 1024)}}"}""");

        Assert.Equal((413, "payload_too_large", "65536"), (value.Status, value.Code, value.Member("limit")));
        Assert.Equal((413, "payload_too_large", "body", "1048576"), (body.Status, body.Code, body.Member("field"), body.Member("limit")));
    }

    [Fact]
    public async Task Publish_OtherContentType_IsRefused()
    {
        var answer = await server.SendAsync(HttpMethod.Post, "/publish", """{"channel":"topic:t","type":"t","data":1}""", type: "text/plain");

        Assert.Equal((400, "contentType"), (answer.Status, answer.Member("field")));
    }

    [Theory]
    [InlineData("/publish")]
    [InlineData("/broadcast")]
    [InlineData("/batch")]
    [InlineData("/signal")]
    public async Task Post_KeyWithoutTheScopeOrNone_IsRefusedBeforeAnything(string path)
    {
        var read = await server.PostAsync(path, "{", ApiServer.Read);
        var none = await server.SendAsync(HttpMethod.Post, path, "{", key: null);
        var user = await server.SendAsync(HttpMethod.Post, path, "{", token: server.TokenOf("eve"));

        Assert.Equal((403, "permission_denied", "publish"), (read.Status, read.Code, read.Member("right")));
        Assert.Equal((401, "unauthorized"), (none.Status, none.Code));
        Assert.Equal((403, "permission_denied"), (user.Status, user.Code));
    }

    [Fact]
    public async Task Broadcast_SomeRefused_AnswersForEachInOrder()
    {
        var answer = await server.PostAsync("/broadcast", """{"channels":["topic:b1","chat:b2","topic:b 3","topic:b4","topic:b1"],"type":"t","data":1}""", ApiServer.Publish);

        Assert.Equal(200, answer.Status);
        Assert.Equal(["1", "permission_denied/1", "bad_request/2", "1", "2"], answer.Json.GetProperty("results").EnumerateArray().Select(Brief));
    }

    [Fact]
    public async Task Batch_OfOneChannelAndOthers_KeepsTheOrderOfEachChannel()
    {
        var publications = string.Join(',', Enumerable.Range(0, 300).Select(i => $$"""{"channel":"topic:batch{{i % 3}}","type":"t","data":{{i}}}"""));

        var answer = await server.PostAsync("/batch", $$"""{"publications":[{{publications}}]}""", ApiServer.Publish);

        Assert.Equal(300, answer.Json.GetProperty("results").GetArrayLength());
        for (var channel = 0; channel < 3; channel++)
        {
            var stored = (await server.LogAsync("topic:batch" + channel)).Select(one => int.Parse(Encoding.UTF8.GetString(one.Data.Bytes.Span), null));
            Assert.Equal(Enumerable.Range(0, 100).Select(i => (i * 3) + channel), stored);
        }
    }

    [Fact]
    public async Task Batch_EntryThatCannotBeBound_RefusesAllAndNamesIt()
    {
        var answer = await server.PostAsync("/batch", """{"publications":[{"channel":"topic:half","type":"t","data":1},{"channel":"topic:half","type":5,"data":1}]}""");

        Assert.Equal((400, "bad_request", "1", "type"), (answer.Status, answer.Code, answer.Member("index"), answer.Member("field")));
        Assert.Empty(await server.LogAsync("topic:half"));
    }

    [Theory]
    [InlineData("/broadcast", "channels", "\"topic:x\"", ",\"type\":\"t\",\"data\":1")]
    [InlineData("/batch", "publications", """{"channel":"topic:x","type":"t","data":1}""", "")]
    public async Task Several_MoreThanTheLimit_PublishesNothing(string path, string field, string entry, string rest)
    {
        var answer = await server.PostAsync(path, $$"""{"{{field}}":[{{string.Join(',', Enumerable.Repeat(entry, 1_001))}}]{{rest}}}""");

        Assert.Equal((422, "limit_exceeded", field, "1000", "1001"), (answer.Status, answer.Code, answer.Member("field"), answer.Member("limit"), answer.Member("actual")));
        Assert.Empty(await server.LogAsync("topic:x"));
    }

    [Fact]
    public async Task Several_NullEntry_IsRefusedAlone()
    {
        var answer = await server.PostAsync("/batch", """{"publications":[null,{"channel":"topic:null","type":"t","data":null}]}""");

        Assert.Equal(["bad_request/0", "1"], answer.Json.GetProperty("results").EnumerateArray().Select(Brief));
    }

    [Fact]
    public async Task Signal_WithASubscriber_IsDeliveredAndNotStored()
    {
        var signals = new Recorder<Signal>();
        await using var client = await server.ConnectAsync("bob");
        await client.SubscribeAsync("topic:ping", new SubscriptionOptions { OnSignal = signals.Add }).Within();

        var answer = await server.PostAsync("/signal", """{"channel":"topic:ping","type":"ping","data":[1]}""", ApiServer.Publish);

        Assert.Equal((204, ""), (answer.Status, answer.Text));
        var signal = await signals.FirstAsync(_ => true);
        Assert.Equal(("ping", null), (signal.Type, signal.Publisher));
        Assert.Empty(await server.LogAsync("topic:ping"));
    }

    private static string Brief(System.Text.Json.JsonElement result) => result.TryGetProperty("error", out var error)
        ? $"{error.GetProperty("code").GetString()}/{error.GetProperty("index").GetInt32()}"
        : result.GetProperty("position").GetProperty("offset").ToString();
}
