using System.Text.Json;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Core;

/// <summary>After each closing code a stock client with automatic reconnect comes back by itself, or stays away, as the code says.</summary>
public sealed class EndsTests
{
    public static TheoryData<string, string> Clients => new()
    {
        { "10", "WebSockets" },
        { "10", "ServerSentEvents" },
        { "10", "LongPolling" },
        { "6", "WebSockets" },
        { "6", "ServerSentEvents" },
        { "6", "LongPolling" },
    };

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Close_EachCode_StockClientComesBackOrStaysAway(string client, string transport)
    {
        await using var hub = await HostedHub.StartAsync("--Hub:Limits:NegotiationsPerSecond", "0");
        var codes = Enum.GetValues<ClosingCode>();
        await using var script = await NodeScript.StartAsync(
            Repository.PathOf("tests/interop/ends.mjs"), [hub.Address.AbsoluteUri, client, transport, $"{codes.Length}"]);
        var connected = await script.Messages.UntilAsync(all => all.Count(Is("connected")) == codes.Length);

        var closer = hub.Get<ConnectionCloser>();
        var ids = connected.Where(Is("connected")).Select(message => message.GetProperty("connectionId").GetString()!).ToArray();
        await Task.WhenAll(codes.Select((code, n) => closer.CloseAsync(hub.Connections.Find(ids[n])!.Context, code, "as tested"))).Within();

        for (var n = 0; n < codes.Length; n++)
        {
            var (of, stays) = (n, codes[n].Advice() == ReconnectAdvice.Never);
            await script.FirstAsync(message => IsOf(message, of) && Is(stays ? "closed" : "reconnected")(message), what: $"{codes[of]}: {(stays ? "closed" : "reconnected")}");
        }

        for (var n = 0; n < codes.Length; n++)
        {
            var events = script.Messages.Items.Where(message => IsOf(message, n)).ToArray();
            var closing = events.Single(Is("closing"));
            Assert.Equal(JsonNamingPolicy.SnakeCaseLower.ConvertName(codes[n].ToString()), closing.GetProperty("code").GetString());
            Assert.Equal(codes[n].Advice().ToString().ToLowerInvariant(), closing.GetProperty("reconnect").GetString());
            Assert.Equal("as tested", closing.GetProperty("message").GetString());
            Assert.Equal(codes[n].Advice() != ReconnectAdvice.Never, events.Any(Is("reconnecting")));
        }

        script.Send(ProcessSignal.Terminate);
    }

    private static bool IsOf(JsonElement message, int n) => message.GetProperty("n").GetInt32() == n;

    private static Func<JsonElement, bool> Is(string name) => message => message.GetProperty("event").GetString() == name;
}
