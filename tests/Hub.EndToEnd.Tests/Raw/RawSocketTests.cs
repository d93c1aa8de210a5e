using System.Text.Json;
using RealtimeHub.EndToEnd.Tests.Core;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Raw;

/// <summary>The bytes themselves, over a socket that no library stands behind.</summary>
public sealed class RawSocketTests(UnhurriedServer server) : IClassFixture<UnhurriedServer>
{
    private Uri Hub => new(server.Address, "hub");

    private static string NewChannel() => "topic:" + Guid.NewGuid().ToString("N");

    private static string Publish(string channel, int n) => $$"""{"channel":"{{channel}}","type":"t","data":{{n}}}""";

    [Fact]
    public async Task Upgrade_RightRequest_IsAnsweredWith101AndTheRightAccept()
    {
        using var socket = await RawWebSocket.ConnectAsync(Hub);

        Assert.Equal(101, socket.Response.Status);
        Assert.Equal("websocket", socket.Response.Headers["Upgrade"], ignoreCase: true);
        Assert.Equal("Upgrade", socket.Response.Headers["Connection"], ignoreCase: true);
        Assert.Equal(socket.ExpectedAccept, socket.Response.Headers["Sec-WebSocket-Accept"]);
        Assert.False(socket.Response.Headers.ContainsKey("Sec-WebSocket-Extensions"));
    }

    [Fact]
    public async Task Write_CallsAndPublicationsCrossing_BothArriveWhole()
    {
        const int Count = 200;
        var channel = NewChannel();
        using var one = await RawHub.ConnectAsync(Hub);
        using var other = await RawHub.ConnectAsync(Hub);
        foreach (var hub in new[] { one, other })
            await hub.InvokeAsync("Subscribe", $$"""{"channel":"{{channel}}"}""");

        // Both write all their calls before either reads anything.
        var calls = await Task.WhenAll(new[] { one, other }.Select(async hub =>
        {
            var ids = new List<string>();
            for (var n = 0; n < Count; n++)
                ids.Add(await hub.CallAsync("Publish", Publish(channel, n)));
            return (Hub: hub, Ids: ids);
        }));

        foreach (var (hub, ids) in calls)
        {
            foreach (var id in ids)
                Assert.False((await hub.AnswerAsync(id)).TryGetProperty("error", out _));
            while (Publications(hub).Length < 2 * Count)
                await hub.CallbackAsync("Publication");
            Assert.Equal(Enumerable.Range(1, 2 * Count), Publications(hub).Select(publication => publication.GetProperty("offset").GetInt32()));
        }
    }

    [Fact]
    public async Task Close_ByTheClient_IsAnsweredWith1000AndPresenceLeavesAtOnce()
    {
        // One that is only lost would stay for longer than anybody waits here.
        await using var hosted = await HostedHub.StartAsync("--Hub:Presence:GracePeriod", "00:10:00");
        var channel = NewChannel();
        using var watcher = await RawHub.ConnectAsync(hosted.HubAddress);
        await watcher.InvokeAsync("Subscribe", $$"""{"channel":"{{channel}}","presence":true}""");
        using var leaver = await RawHub.ConnectAsync(hosted.HubAddress);
        await leaver.InvokeAsync("Subscribe", $$"""{"channel":"{{channel}}"}""");
        await watcher.CallbackAsync("Presence", change => change.GetProperty("connections").GetInt32() == 2);

        await leaver.Socket.SendCloseAsync(1000);
        while (await leaver.ReadAsync() is not null)
        {
        }

        Assert.Equal(1000, leaver.Close?.CloseCode);
        var left = await watcher.CallbackAsync("Presence", change => change.GetProperty("left").GetArrayLength() == 1);
        Assert.Equal(1, left.GetProperty("connections").GetInt32());
    }

    [Fact]
    public async Task Close_LostWithoutAWord_KeepsPresenceForAGracePeriod()
    {
        var channel = NewChannel();
        using var watcher = await RawHub.ConnectAsync(Hub);
        await watcher.InvokeAsync("Subscribe", $$"""{"channel":"{{channel}}","presence":true}""");
        using var lost = await RawHub.ConnectAsync(Hub);
        await lost.InvokeAsync("Subscribe", $$"""{"channel":"{{channel}}"}""");
        await watcher.CallbackAsync("Presence", change => change.GetProperty("connections").GetInt32() == 2);

        var began = TimeProvider.System.GetTimestamp();
        lost.Socket.Reset();
        await watcher.CallbackAsync("Presence", change => change.GetProperty("left").GetArrayLength() == 1);

        Assert.True(TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task Close_ByTheServer_Comes1000AfterClosingAndClose()
    {
        await using var hosted = await HostedHub.StartAsync();
        using var hub = await RawHub.ConnectAsync(hosted.HubAddress);
        var id = (await hub.CallbackAsync("Welcome")).GetProperty("connectionId").GetString()!;

        var closing = hosted.Get<RealtimeHub.Server.Fanout.ConnectionCloser>()
            .CloseAsync(hosted.Connections.Find(id)!.Context, RealtimeHub.Shared.ClosingCode.Kicked, "go");
        var told = await hub.CallbackAsync("Closing");
        var end = (await hub.ReadAsync())!.Value;
        await hub.Socket.SendCloseAsync(1000);
        while (await hub.ReadAsync() is not null)
        {
        }

        await closing.Within();
        Assert.Equal("kicked", told.GetProperty("code").GetString());
        Assert.Equal(7, end.GetProperty("type").GetInt32());
        Assert.Equal(1000, hub.Close?.CloseCode);
    }

    [Fact]
    [Trait("Safety", "B12")]
    public async Task B12_EveryFrameInSingleBytes_AsIfWhole()
    {
        var channel = NewChannel();
        using var hub = await RawHub.ConnectAsync(Hub, byteByByte: true);
        Assert.False((await hub.InvokeAsync("Subscribe", $$"""{"channel":"{{channel}}"}""")).TryGetProperty("error", out _));
        Assert.Equal(1, (await hub.InvokeAsync("Publish", Publish(channel, 7))).GetProperty("result").GetProperty("position").GetProperty("offset").GetInt32());
        if (Publications(hub).Length == 0)
            await hub.CallbackAsync("Publication");
        Assert.Equal(7, Publications(hub)[0].GetProperty("data").GetInt32());
        await hub.SendAsync("""{"type":6}""");
        Assert.False((await hub.InvokeAsync("Unsubscribe", $$"""{"channel":"{{channel}}"}""")).TryGetProperty("error", out _));
    }

    [Fact]
    [Trait("Safety", "B12")]
    public async Task B12_ManyCallsInOneFrame_EachIsAnswered()
    {
        var channel = NewChannel();
        using var hub = await RawHub.ConnectAsync(Hub);
        var text = string.Concat(Enumerable.Range(0, 50).Select(n => $$"""{"type":1,"invocationId":"m{{n}}","target":"Publish","arguments":[{{Publish(channel, n)}}]}""" + "\u001e"));
        await hub.WriteAsync(text);
        for (var n = 0; n < 50; n++)
            Assert.Equal(n + 1, (await hub.AnswerAsync($"m{n}")).GetProperty("result").GetProperty("position").GetProperty("offset").GetInt32());
    }

    [Theory]
    [Trait("Safety", "B11")]
    [InlineData("""{"type":99,"what":"ever"}""")]
    [InlineData("""{"type":0}""")]
    [InlineData("""{"type":3,"invocationId":"nobody","result":1}""")]
    [InlineData("""{"type":2,"invocationId":"nobody","item":1}""")]
    [InlineData("""{"type":5,"invocationId":"nobody"}""")]
    [InlineData("""{"type":8,"sequenceId":99}""")]
    [InlineData("""{"type":9,"sequenceId":99}""")]
    [InlineData("""{"type":6}""")]
    public async Task B11_MessageThatMeansNothing_TheValidCallBehindItIsAnswered(string message)
    {
        using var hub = await RawHub.ConnectAsync(Hub);
        await hub.WriteAsync(message + "\u001e" + """{"type":1,"invocationId":"ok","target":"ReadHistory","arguments":[{"channel":"topic:x"}]}""" + "\u001e");
        Assert.True((await hub.AnswerAsync("ok")).TryGetProperty("result", out _));
    }

    [Fact]
    [Trait("Safety", "B11")]
    public async Task B11_SameInvocationIdTwice_BothAreAnswered()
    {
        using var hub = await RawHub.ConnectAsync(Hub);
        const string Call = """{"type":1,"invocationId":"same","target":"ReadHistory","arguments":[{"channel":"topic:x"}]}""" + "\u001e";
        await hub.WriteAsync(Call + Call);
        await hub.AnswerAsync("same");
        await hub.AnswerAsync("same");
    }

    [Theory]
    [Trait("Safety", "B8")]
    [InlineData("1e999", "bad_request: since.offset")]
    [InlineData("18446744073709551616", "bad_request: since.offset")]
    [InlineData("9223372036854775808", "bad_request: since.offset")]
    [InlineData("9007199254740993", "bad_request: since.offset must be 0 to 9007199254740991")]
    [InlineData("1.0", "bad_request: since.offset")]
    [InlineData("-0.5", "bad_request: since.offset")]
    public async Task B8_OffsetOutOfRange_IsABadRequestThatNamesTheField(string offset, string expected)
    {
        using var hub = await RawHub.ConnectAsync(Hub);
        var answer = await hub.InvokeAsync("Subscribe", $$$"""{"channel":"topic:x","since":{"epoch":"e","offset":{{{offset}}}}}""");
        Assert.Contains("HubException: " + expected, answer.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Safety", "B8")]
    [Trait("Safety", "B15")]
    [InlineData("""{"channel":"map:x","maxRate":1e999}""", "maxRate")]
    [InlineData("""{"channel":"topic:\ud800"}""", "channel")]
    [InlineData("""{"channel":"topic:a","channel":5}""", "channel")]
    public async Task B8_StrangeJson_IsABadRequestThatNamesTheField(string request, string field)
    {
        using var hub = await RawHub.ConnectAsync(Hub);
        var answer = await hub.InvokeAsync("Subscribe", request);
        Assert.Contains("HubException: bad_request: " + field, answer.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.True((await hub.InvokeAsync("ReadHistory", """{"channel":"topic:x"}""")).TryGetProperty("result", out _));
    }

    [Theory]
    [Trait("Safety", "B8")]
    [Trait("Safety", "B15")]
    [InlineData("{\"constructor\":{\"toString\":1}}")]
    [InlineData("\"\\u0000\\u001b[31m\\u2028{0}\"")]
    public async Task B8_StrangeDataThatIsJson_ArrivesAsPublished(string data)
    {
        var channel = NewChannel();
        using var hub = await RawHub.ConnectAsync(Hub);
        await hub.InvokeAsync("Subscribe", $$"""{"channel":"{{channel}}"}""");
        Assert.False((await hub.InvokeAsync("Publish", $$"""{"channel":"{{channel}}","type":"t","data":{{data}}}""")).TryGetProperty("error", out _));
        if (Publications(hub).Length == 0)
            await hub.CallbackAsync("Publication");
        Assert.Equal(data, Publications(hub)[0].GetProperty("data").GetRawText());
    }

    // What some client of some protocol could not read is refused at once.
    [Theory]
    [Trait("Safety", "B8")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"__proto__\":{\"constructor\":1}}")]
    [InlineData("\"\\ud800\"")]
    [InlineData("1e999")]
    public async Task B8_DataThatSomeClientCannotRead_IsABadRequestThatNamesIt(string data)
    {
        using var hub = await RawHub.ConnectAsync(Hub);
        var answer = await hub.InvokeAsync("Publish", $$"""{"channel":"topic:x","type":"t","data":{{data}}}""");
        Assert.Contains("HubException: bad_request: data", answer.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("this is no JSON")]
    [InlineData("{\"type\":1,\"target\":\"Publish\",\"arguments\":[{\"data\":")]
    public async Task B8_NotJson_IsClosed(string message)
    {
        using var hub = await RawHub.ConnectAsync(Hub);
        await hub.SendAsync(message);
        await AssertEndedForGoodAsync(hub, "what came is not a message of this protocol");
    }

    [Fact]
    [Trait("Safety", "B8")]
    [Trait("Safety", "L12")]
    public async Task B8_NestedTooDeep_IsClosedAndOthersGoOn()
    {
        using var other = await RawHub.ConnectAsync(Hub);
        using var hub = await RawHub.ConnectAsync(Hub);
        await hub.SendAsync("""{"type":1,"invocationId":"1","target":"Publish","arguments":[{"channel":"topic:x","type":"t","data":""" + new string('[', 10_000) + new string(']', 10_000) + "}]}");
        while (await hub.ReadAsync() is not null)
        {
        }

        Assert.True((await other.InvokeAsync("ReadHistory", """{"channel":"topic:x"}""")).TryGetProperty("result", out _));
    }

    [Fact]
    [Trait("Safety", "L9")]
    public async Task L9_MessageBeyondTheTransportsLimit_IsToldAndClosedForGood()
    {
        using var hub = await RawHub.ConnectAsync(Hub);
        await hub.SendAsync("""{"type":1,"invocationId":"1","target":"Publish","arguments":[{"channel":"topic:x","type":"t","data":" """ + new string('x', 2 * 1024 * 1024) + "\"}]}");

        await AssertEndedForGoodAsync(hub, "a message is longer than 2097152 bytes");
    }

    private static async Task AssertEndedForGoodAsync(RawHub hub, string reason)
    {
        var closes = new List<JsonElement>();
        while (await hub.ReadAsync() is { } message)
        {
            if (message.TryGetProperty("type", out var type) && type.GetInt32() == 7)
                closes.Add(message);
        }

        var closing = hub.Callbacks.Single(callback => callback.GetProperty("target").GetString() == "Closing").GetProperty("arguments")[0];
        Assert.Equal(("protocol_error", "never", reason), (closing.GetProperty("code").GetString(), closing.GetProperty("reconnect").GetString(), closing.GetProperty("message").GetString()));
        var close = Assert.Single(closes);
        Assert.False(close.TryGetProperty("allowReconnect", out var comesBack) && comesBack.GetBoolean());
    }

    private static JsonElement[] Publications(RawHub hub) =>
        [.. hub.Callbacks.Where(callback => callback.GetProperty("target").GetString() == "Publication").Select(callback => callback.GetProperty("arguments")[0])];
}
