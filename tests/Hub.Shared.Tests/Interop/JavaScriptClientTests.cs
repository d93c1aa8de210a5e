using System.Text.Json;

namespace RealtimeHub.Shared.Tests.Interop;

/// <summary>npm's @microsoft/signalr with @microsoft/signalr-protocol-msgpack against our protocol in SignalR's server.</summary>
public sealed class JavaScriptClientTests(InteropServer server) : IClassFixture<InteropServer>
{
    [Theory]
    [InlineData("WebSockets")]
    [InlineData("LongPolling")]
    public async Task Client_OverMessagePack_SeesWhatItSeesOverJson(string transport)
    {
        var json = await server.RunAsync("messagepack.mjs", "json", transport);
        var packed = await server.RunAsync("messagepack.mjs", "messagepack", transport);
        var count = json.GetProperty("publications").GetArrayLength();
        Assert.True(count > 20);
        for (var i = 0; i < count; i++)
            AssertSame(json.GetProperty("publications")[i], packed.GetProperty("publications")[i]);
        foreach (var step in json.GetProperty("steps").EnumerateObject())
            AssertSame(step.Value, packed.GetProperty("steps").GetProperty(step.Name));
        AssertSame(json.GetProperty("signals"), packed.GetProperty("signals"));
    }

    [Fact]
    public async Task Client_OverMessagePack_GetsTheRightAnswers()
    {
        var seen = await server.RunAsync("messagepack.mjs", "messagepack", "WebSockets");
        var steps = seen.GetProperty("steps");
        Assert.Equal("""{"position":{"epoch":"e","offset":7},"duplicate":true}""", steps.GetProperty("all fields").GetRawText());
        Assert.Equal(steps.GetProperty("unknown fields").GetRawText(), steps.GetProperty("undefined fields").GetRawText());
        Assert.Equal("""{"channel":"map:a","since":{"epoch":"e","offset":3},"onGap":"tail","keys":["a","b"],"maxRate":2.5,"presence":false}""", steps.GetProperty("subscribe").GetRawText());
        Assert.Equal("null", steps.GetProperty("nothing").GetRawText());
        Assert.Equal("/wIB", steps.GetProperty("bytes").GetString());
        Assert.Equal("""{"text":"WHO","bytes":"AQID"}""", steps.GetProperty("ask").GetRawText());
        Assert.Equal("""[{"epoch":"e","offset":0},{"epoch":"e","offset":1},{"epoch":"e","offset":2}]""", steps.GetProperty("stream").GetRawText());
        Assert.Contains("bad_request: count is negative", steps.GetProperty("failing stream").Text("error"), StringComparison.Ordinal);
        Assert.Equal(303, steps.GetProperty("upload").GetInt32());
        Assert.EndsWith("HubException: permission_denied: no", steps.GetProperty("refusal").Text("error"), StringComparison.Ordinal);
        Assert.EndsWith("Method does not exist.", steps.GetProperty("unknown method").Text("error"), StringComparison.Ordinal);
        foreach (var refused in new[] { "missing field", "wrong type", "no arguments", "data of NaN", "data of a date" })
            Assert.Contains("Failed to invoke 'Publish'", steps.GetProperty(refused).Text("error"), StringComparison.Ordinal);
        Assert.True(steps.GetProperty("after all that").TryGetProperty("position", out _));
    }

    [Fact]
    public async Task Data_OfBytes_ReachesTheClientAsBytes()
    {
        var seen = await server.RunAsync("messagepack.mjs", "messagepack", "WebSockets");
        var publications = seen.GetProperty("publications").EnumerateArray().Select(publication => publication.GetProperty("data").GetRawText());

        // The script writes what came as bytes as base64; a string would have been written as it was.
        Assert.Contains("""{"b":"AP8=","f":2.5}""", publications);
    }

    private static void AssertSame(JsonElement expected, JsonElement actual) =>
        Assert.True(JsonElement.DeepEquals(expected, actual), $"{expected.GetRawText()} came as {actual.GetRawText()}");
}
