using System.Text.Json;
using RealtimeHub.EndToEnd.Tests.Client;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.MessagePack;

/// <summary>The official JavaScript client on both protocols at once, and connections that break the protocol.</summary>
public sealed class MixedProtocolTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Publications_BetweenProtocols_KeepTheirValues()
    {
        var seen = Assert.Single(await NodeScript.RunAsync(
            Repository.PathOf("tests/interop/mixed.mjs"), [fixture.Server.HubAddress.ToString()], limit: TimeSpan.FromSeconds(90)));

        const string numbers = "\"n\":[1,-1,2.5,1099511627776]";
        const string inJson = "[{\"b\":\"AP8=\"," + numbers + "},{\"b\":\"AP8=\"," + numbers + "},\"alive\"]";
        const string inMessagePack = "[{\"b\":\"bytes:AP8=\"," + numbers + "},{\"b\":\"AP8=\"," + numbers + "},\"alive\"]";
        Assert.Equal(inMessagePack, Text(seen, "packed"));
        Assert.Equal(inMessagePack, Text(seen, "history"));
        Assert.Equal(inJson, Text(seen, "json"));
        Assert.Equal(inJson, Text(seen, "historyInJson"));

        var answers = seen.GetProperty("answers");
        Assert.Equal("bad_request: data must not contain NaN or infinities", answers.GetProperty("nan").GetString());
        Assert.Equal("bad_request: data must not contain extensions", answers.GetProperty("date").GetString());
        Assert.Equal("bad_request: data is missing", answers.GetProperty("missing").GetString());
        Assert.StartsWith("bad_request: expectedOffset", answers.GetProperty("wrong").GetString(), StringComparison.Ordinal);

        foreach (var end in new[] { "malformed", "deep" })
        {
            var closing = seen.GetProperty(end)[0].GetProperty("arguments")[0];
            Assert.Equal("protocol_error", closing.GetProperty("code").GetString());
            Assert.Equal("never", closing.GetProperty("reconnect").GetString());
        }
    }

    private static string Text(JsonElement seen, string name) => seen.GetProperty(name).GetRawText();
}
