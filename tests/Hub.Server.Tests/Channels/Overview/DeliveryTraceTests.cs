using System.Text.Json;
using RealtimeHub.Client;
using RealtimeHub.Server.Tests.Api;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Channels.Overview;

/// <summary>Why a user did not receive it, asked over HTTP of a real server with real connections.</summary>
public sealed class DeliveryTraceTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task Trace_APublicationThatCame_SaysWhoPublishedItAndWhenItWasWritten()
    {
        await using var ann = await server.ConnectAsync("trace-ann");
        await using var bob = await server.ConnectAsync("trace-bob");
        await SubscribeAsync(ann, "topic:came");
        await SubscribeAsync(bob, "topic:came");
        await bob.PublishAsync("topic:came", "t", 1).Within();

        var trace = await UntilAsync("topic:came", 1, "trace-ann", "written");

        Assert.Equal("yes", trace.GetProperty("published").GetString());
        Assert.Equal("trace-bob", trace.GetProperty("publication").GetProperty("publisher").GetProperty("userId").GetString());
        var delivery = Assert.Single(trace.GetProperty("deliveries").EnumerateArray());
        Assert.Equal((ann.Welcome!.ConnectionId, "trace-ann"), (delivery.GetProperty("connectionId").GetString(), delivery.GetProperty("userId").GetString()));
        Assert.True(delivery.GetProperty("writtenTime").GetInt64() > 0 && delivery.GetProperty("queuedTime").GetInt64() > 0);
        Assert.Equal(2, (await TraceAsync("topic:came", 1)).GetProperty("deliveries").GetArrayLength());
    }

    [Fact]
    public async Task Trace_BeforeASubscription_SaysWhetherTheReplayCoveredIt()
    {
        await using var ann = await server.ConnectAsync("trace-carl");
        await using var late = await server.ConnectAsync("trace-dora");
        var first = await ann.PublishAsync("topic:early", "t", 1).Within();
        await ann.PublishAsync("topic:early", "t", 2).Within();
        await SubscribeAsync(ann, "topic:early");
        await late.InvokeAsync<SubscribeResult>("Subscribe", new SubscribeRequest { Channel = "topic:early", Since = first.Position }).Within();

        Assert.Equal("before_subscription", OutcomeOf(await TraceAsync("topic:early", 2, "trace-carl")));
        Assert.Equal("replayed", OutcomeOf(await TraceAsync("topic:early", 2, "trace-dora")));
        Assert.Equal("before_subscription", OutcomeOf(await TraceAsync("topic:early", 1, "trace-dora")));
    }

    [Fact]
    public async Task Trace_KeysAndRates_NameTheRule()
    {
        await using var keys = await server.ConnectAsync("trace-keys");
        await using var rate = await server.ConnectAsync("trace-rate");
        await using var paused = await server.ConnectAsync("trace-paused");
        await keys.InvokeAsync<SubscribeResult>("Subscribe", new SubscribeRequest { Channel = "map:rules", Keys = ["other"] }).Within();
        await rate.InvokeAsync<SubscribeResult>("Subscribe", new SubscribeRequest { Channel = "map:rules", MaxRate = 0.1 }).Within();
        await paused.InvokeAsync<SubscribeResult>("Subscribe", new SubscribeRequest { Channel = "map:rules", MaxRate = 0 }).Within();
        for (var n = 1; n <= 3; n++)
            Assert.Equal(200, (await server.PostAsync("/publish", $$"""{"channel":"map:rules","key":"k","type":"t","data":{{n}}}""")).Status);

        Assert.Equal("other_keys", OutcomeOf(await TraceAsync("map:rules", 2, "trace-keys")));
        Assert.Equal("paused", OutcomeOf(await TraceAsync("map:rules", 2, "trace-paused")));
        Assert.Equal("merged_by_rate", OutcomeOf(await TraceAsync("map:rules", 2, "trace-rate")));
        var first = await UntilAsync("map:rules", 1, "trace-rate", "written");
        Assert.False(first.GetProperty("publication").TryGetProperty("publisher", out _));
    }

    [Fact]
    public async Task Trace_OfThoseWhoAreNotThereOrGone_SaysSo()
    {
        await using var idle = await server.ConnectAsync("trace-idle");
        var gone = await server.ConnectAsync("trace-gone");
        await SubscribeAsync(gone, "topic:gone");
        await idle.PublishAsync("topic:gone", "t", 1).Within();
        await UntilAsync("topic:gone", 1, "trace-gone", "written");
        await gone.DisposeAsync();
        await TestTimeout.Until(async () => (await server.GetAsync("/connections?user=trace-gone")).Json.GetProperty("connections").GetArrayLength() == 0);
        await idle.PublishAsync("topic:gone", "t", 2).Within();

        Assert.Equal("not_subscribed", OutcomeOf(await TraceAsync("topic:gone", 2, "trace-idle")));
        var ended = Assert.Single((await UntilAsync("topic:gone", 2, "trace-gone", "after_subscription")).GetProperty("deliveries").EnumerateArray());
        Assert.True(ended.GetProperty("endedTime").GetInt64() > 0);
        Assert.Equal("written", OutcomeOf(await TraceAsync("topic:gone", 1, "trace-gone")));
        Assert.Equal(0, (await TraceAsync("topic:gone", 2, "trace-nobody")).GetProperty("deliveries").GetArrayLength());
        Assert.Equal("not_yet", (await TraceAsync("topic:gone", 3)).GetProperty("published").GetString());
    }

    [Fact]
    public async Task Trace_RefusedCalls_AreListedWithTheirReason()
    {
        await using var ann = await server.ConnectAsync("trace-refused");
        await Assert.ThrowsAnyAsync<Exception>(() => ann.PublishAsync("chat:refused", "t", 1).Within());
        await Assert.ThrowsAnyAsync<Exception>(() => ann.InvokeAsync<SubscribeResult>("Subscribe", new SubscribeRequest { Channel = "chat:refused" }).Within());
        await server.PostAsync("/publish", """{"channel":"topic:refused","type":"t","data":1,"expectedOffset":5}""");

        var refusals = (await TraceAsync("chat:refused", null)).GetProperty("refusals").EnumerateArray().ToArray();
        Assert.Equal([("subscribe", "permission_denied"), ("publish", "permission_denied")], refusals.Select(one => (one.GetProperty("act").GetString(), one.GetProperty("code").GetString())));
        Assert.All(refusals, one => Assert.Equal("trace-refused", one.GetProperty("userId").GetString()));
        var conflict = Assert.Single((await TraceAsync("topic:refused", null)).GetProperty("refusals").EnumerateArray());
        Assert.Equal(("conflict", "offset_changed", "all"), (conflict.GetProperty("code").GetString(), conflict.GetProperty("reason").GetString(), conflict.GetProperty("program").GetString()));
    }

    [Fact]
    public async Task Trace_APublisherThatIsTooFast_IsListed()
    {
        var slow = new ApiServer { Options = ["--Hub:Limits:PublishesPerSecond", "1"] };
        await slow.InitializeAsync();
        await using (var ann = await slow.ConnectAsync("trace-fast"))
        {
            Exception? refused = null;
            while (refused is null)
                refused = await Record.ExceptionAsync(() => ann.InvokeAsync<PublishResult>("Publish", new PublishRequest { Channel = "topic:fast", Type = "t", Data = Payload.FromJson("1") }).Within());
        }

        var refusals = (await slow.GetAsync("/trace?channel=topic:fast")).Json.GetProperty("refusals");
        Assert.Equal("rate_limited", refusals[0].GetProperty("code").GetString());
        await slow.DisposeAsync();
    }

    [Theory]
    [InlineData("/trace", "bad_request")]
    [InlineData("/trace?channel=none:a", "bad_request")]
    [InlineData("/trace?channel=topic:a&offset=0", "bad_request")]
    [InlineData("/trace?channel=topic:a&offset=x", "bad_request")]
    [InlineData("/trace?channel=sys:rooms&offset=1", "permission_denied")]
    public async Task Trace_BadQueries_AreProblems(string path, string code) => Assert.Equal(code, (await server.GetAsync(path)).Code);

    [Fact]
    public async Task Trace_WithoutTheScopeAdmin_IsRefused() => Assert.Equal("permission_denied", (await server.GetAsync("/trace?channel=topic:a&offset=1", ApiServer.Read)).Code);

    private static string? OutcomeOf(JsonElement trace) => Assert.Single(trace.GetProperty("deliveries").EnumerateArray()).GetProperty("outcome").GetString();

    private static async Task SubscribeAsync(HubClient client, string channel) => await client.InvokeAsync<SubscribeResult>("Subscribe", new SubscribeRequest { Channel = channel }).Within();

    private async Task<JsonElement> UntilAsync(string channel, long offset, string user, string outcome)
    {
        JsonElement trace = default;
        await TestTimeout.Until(async () => OutcomeOf(trace = await TraceAsync(channel, offset, user)) == outcome);
        return trace;
    }

    private async Task<JsonElement> TraceAsync(string channel, long? offset, string? user = null)
    {
        var answer = await server.GetAsync($"/trace?channel={channel}&offset={offset}&user={user}");
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Json;
    }
}
