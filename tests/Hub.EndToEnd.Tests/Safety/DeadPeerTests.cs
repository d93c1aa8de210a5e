using System.Net;
using System.Text;
using System.Text.Json;
using RealtimeHub.EndToEnd.Tests.Core;
using RealtimeHub.EndToEnd.Tests.Raw;
using RealtimeHub.TestKit;
using Xunit.Abstractions;

namespace RealtimeHub.EndToEnd.Tests.Safety;

/// <summary>Clients that freeze: their sockets stay open, the kernel takes what is written, and nothing comes back.</summary>
[Trait("Safety", "L8")]
public sealed class DeadPeerTests(ITestOutputHelper output)
{
    private const string Handshake = "{\"protocol\":\"json\",\"version\":1}\u001e";
    // For a machine that does much else at the same time.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);
    private const string Ping = "{\"type\":6}\u001e";

    [Theory]
    [InlineData("WebSockets", false)]
    [InlineData("WebSockets", true)]
    [InlineData("ServerSentEvents", false)]
    [InlineData("ServerSentEvents", true)]
    [InlineData("LongPolling", false)]
    [InlineData("LongPolling", true)]
    public async Task L8_ClientThatFreezes_IsGoneWithin30Seconds(string transport, bool pings)
    {
        await using var hosted = await HostedHub.StartAsync();
        using var http = new HttpClient { BaseAddress = hosted.Address };
        using var frozen = await FrozenAsync(hosted, http, transport, pings);
        var began = TimeProvider.System.GetTimestamp();
        Assert.Equal(1, hosted.Connections.Count);

        await TestTimeout.Until(() => hosted.Connections.Count == 0, what: "its end");

        var gone = TimeProvider.System.GetElapsedTime(began);
        output.WriteLine($"gone after {gone.TotalSeconds:0.0} s");
        Assert.InRange(gone, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30) + Slack);
    }

    [Fact]
    public async Task L8_ClientThatNeverPingsButAnswers_Stays()
    {
        await using var hosted = await HostedHub.StartAsync("--Hub:Limits:DeadPeerTimeout", "00:00:03");
        using var socket = await RawHub.ConnectAsync(hosted.HubAddress);
        using var polling = await PollingCaller.ConnectAsync(hosted.Address, null);
        using var http = new HttpClient { BaseAddress = hosted.Address };
        using var events = await FrozenAsync(hosted, http, "ServerSentEvents", pings: false);

        // Reading answers the pings of the WebSocket; each of what it reads is a ping of the hub's, 1.5 s after the one before.
        var reading = Task.Run(async () =>
        {
            for (var n = 0; n < 6; n++)
                await socket.ReadAsync();
        });
        while (!reading.IsCompleted)
        {
            using var poll = await polling.PollAsync();
            Assert.Equal(HttpStatusCode.OK, poll.StatusCode);
        }

        // The silent event stream is the clock: it is gone, and the others are not.
        Assert.Equal(2, hosted.Connections.Count);
        Assert.True((await socket.InvokeAsync("ReadHistory", """{"channel":"topic:x"}""")).TryGetProperty("result", out _));
    }

    /// <summary>A client that is connected and does nothing more, not even read.</summary>
    private static async Task<IDisposable> FrozenAsync(HostedHub hosted, HttpClient http, string transport, bool pings)
    {
        if (transport == "WebSockets")
        {
            var hub = await RawHub.ConnectAsync(hosted.HubAddress);
            await hub.CallbackAsync("Welcome");
            if (pings)
                await hub.WriteAsync(Ping);
            return hub;
        }

        var path = await NegotiateAsync(http);
        if (transport == "ServerSentEvents")
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Accept.ParseAdd("text/event-stream");
            var events = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Within();
            await PostAsync(http, path, Handshake + (pings ? Ping : ""));
            await TestTimeout.Until(() => hosted.Connections.All.Any(one => one.Context.Items.Count > 0), what: "its welcome");
            return events;
        }

        using (await http.GetAsync(path).Within())
        {
        }

        await PostAsync(http, path, Handshake + (pings ? Ping : ""));
        var text = "";
        while (!text.Contains("Welcome", StringComparison.Ordinal))
        {
            using var poll = await http.GetAsync(path).Within();
            text += await poll.Content.ReadAsStringAsync();
        }

        // The next poll is on its way, and its answer is never read.
        var frozen = new System.Net.Sockets.TcpClient();
        await frozen.ConnectAsync(hosted.Address.Host, hosted.Address.Port);
        await frozen.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {path.OriginalString} HTTP/1.1\r\nHost: {hosted.Address.Authority}\r\n\r\n"));
        return frozen;
    }

    private static async Task<Uri> NegotiateAsync(HttpClient http)
    {
        using var answer = await http.PostAsync(new Uri("hub/negotiate?negotiateVersion=1", UriKind.Relative), null).Within();
        using var negotiated = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return new Uri("/hub?id=" + Uri.EscapeDataString(negotiated.RootElement.GetProperty("connectionToken").GetString()!), UriKind.Relative);
    }

    private static async Task PostAsync(HttpClient http, Uri path, string text)
    {
        using var content = new StringContent(text);
        using var answer = await http.PostAsync(path, content).Within();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
