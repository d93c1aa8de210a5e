using System.Net;
using System.Text.Json;
using RealtimeHub.EndToEnd.Tests.Core;
using RealtimeHub.EndToEnd.Tests.Raw;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Safety;

/// <summary>What a client is answered over HTTP when it may not begin a connection.</summary>
public sealed class NegotiationGateTests
{
    [Fact]
    [Trait("Safety", "L3")]
    public async Task L3_NegotiationsTooFastFromOneAddress_Are429WithTheTimeToWait()
    {
        await using var hosted = await HostedHub.StartAsync("--Hub:Limits:CountLoopback", "true", "--Hub:Limits:NegotiationsPerSecond", "0.2", "--Hub:Limits:NegotiationBurst", "3");
        for (var n = 0; n < 3; n++)
            Assert.Equal(HttpStatusCode.OK, (await NegotiateAsync(hosted)).Status);

        var (status, retryAfter, problem, _) = await NegotiateAsync(hosted);

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.InRange(retryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
        Assert.Equal("rate_limited", problem.GetProperty("code").GetString());
        Assert.InRange(problem.GetProperty("retryAfterMs").GetInt64(), 1, 5_000);
        using var socket = await RawWebSocket.ConnectAsync(hosted.HubAddress);
        Assert.Equal(429, socket.Response.Status);
    }

    [Fact]
    [Trait("Safety", "L3")]
    public async Task L3_MoreNegotiationsThanTheNodeTakes_Are503WithTimesThatDiffer()
    {
        await using var hosted = await HostedHub.StartAsync(
            "--Hub:Limits:CountLoopback", "true", "--Hub:Limits:NegotiationsPerSecond", "0", "--Hub:Limits:NegotiationsOfNodePerSecond", "0.01");
        Assert.Equal(HttpStatusCode.OK, (await NegotiateAsync(hosted)).Status);

        var times = new HashSet<long>();
        for (var n = 0; n < 20; n++)
        {
            var (status, retryAfter, problem, _) = await NegotiateAsync(hosted);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable"), (status, problem.GetProperty("code").GetString()));
            Assert.InRange(retryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
            times.Add(problem.GetProperty("retryAfterMs").GetInt64());
        }

        Assert.True(times.Count > 10, $"{times.Count} times");
    }

    [Fact]
    [Trait("Safety", "L6")]
    public async Task L6_NodeWithAsManyConnectionsAsItMay_Is503()
    {
        await using var hosted = await HostedHub.StartAsync("--Hub:Limits:ConnectionsPerNode", "1");
        using var one = await RawHub.ConnectAsync(hosted.HubAddress);
        await one.CallbackAsync("Welcome");

        var (status, retryAfter, problem, _) = await NegotiateAsync(hosted);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "node"), (status, problem.GetProperty("reason").GetString()));
        Assert.NotNull(retryAfter);
    }

    [Theory]
    [InlineData("WebSockets")]
    [InlineData("LongPolling")]
    [InlineData("ServerSentEvents")]
    [Trait("Safety", "L4")]
    public async Task L4_NegotiatedAndNotAttached_CountUntilTheHandshake(string transport)
    {
        await using var hosted = await HostedHub.StartAsync("--Hub:Limits:CountLoopback", "true", "--Hub:Limits:NegotiationsPerSecond", "0", "--Hub:Limits:UnattachedPerAddress", "3");
        var tokens = new List<string>();
        for (var n = 0; n < 3; n++)
            tokens.Add((await NegotiateAsync(hosted)).Token!);
        var (status, _, problem, _) = await NegotiateAsync(hosted);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "address"), (status, problem.GetProperty("reason").GetString()));
        using (var socket = await RawWebSocket.ConnectAsync(hosted.HubAddress))
            Assert.Equal(503, socket.Response.Status);

        using var http = new HttpClient { BaseAddress = hosted.Address };
        var path = new Uri("/hub?id=" + Uri.EscapeDataString(tokens[0]), UriKind.Relative);
        using var attached = transport == "WebSockets" ? await RawHub.ConnectAsync(hosted.HubAddress, path.OriginalString["/hub".Length..]) : null;
        using var events = new HttpRequestMessage(HttpMethod.Get, path);
        if (transport == "ServerSentEvents")
            events.Headers.Accept.ParseAdd("text/event-stream");
        using var begun = attached is null ? await http.SendAsync(events, HttpCompletionOption.ResponseHeadersRead).Within() : null;
        if (attached is null)
        {
            Assert.Equal(3, hosted.Get<PendingConnections>().Count);
            using var handshake = new StringContent("{\"protocol\":\"json\",\"version\":1}\u001e");
            using var sent = await http.PostAsync(path, handshake).Within();
            Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        }

        await TestTimeout.Until(() => hosted.Get<PendingConnections>().Count == 2, what: "one less that has not shaken hands");
        Assert.Equal(HttpStatusCode.OK, (await NegotiateAsync(hosted)).Status);
    }

    [Fact]
    [Trait("Safety", "L4")]
    public async Task L4_NegotiatedAndNeverAttached_IsFreed()
    {
        await using var hosted = await HostedHub.StartAsync("--Hub:Limits:UnattachedTimeout", "00:00:05");
        var token = (await NegotiateAsync(hosted)).Token!;
        Assert.Equal(1, hosted.Get<PendingConnections>().Count);

        await TestTimeout.Until(() => hosted.Get<PendingConnections>().Count == 0, what: "its count is given back");
        await hosted.Log.FirstAsync(line => line.StartsWith("Removing connection", StringComparison.Ordinal), what: "its memory is given back");
        using var socket = await RawWebSocket.ConnectAsync(new Uri(hosted.HubAddress.AbsoluteUri + "?id=" + Uri.EscapeDataString(token)));
        Assert.Equal(404, socket.Response.Status);
    }

    private static async Task<(HttpStatusCode Status, TimeSpan? RetryAfter, JsonElement Body, string? Token)> NegotiateAsync(HostedHub hosted)
    {
        using var http = new HttpClient { BaseAddress = hosted.Address };
        using var answer = await http.PostAsync(new Uri("hub/negotiate?negotiateVersion=1", UriKind.Relative), null).Within();
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, answer.Headers.RetryAfter?.Delta, body.RootElement.Clone(), body.RootElement.TryGetProperty("connectionToken", out var token) ? token.GetString() : null);
    }
}
