using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Client.Tests.Transports;

public sealed class TransportTests
{
    [Theory]
    [InlineData(HubTransports.WebSockets)]
    [InlineData(HubTransports.ServerSentEvents)]
    [InlineData(HubTransports.LongPolling)]
    public async Task ConnectAsync_WithTokenAndHeaders_SendsThemWithEveryRequestAndNeverInTheAddress(HubTransports transport)
    {
        await using var server = await ScriptedServer.StartAsync();
        await using (var client = new ScriptedClient(server.Hub, options => options with
        {
            Transports = transport,
            AccessTokenProvider = _ => ValueTask.FromResult<string?>("secret"),
            Headers = new Dictionary<string, string> { ["X-Tenant"] = "one" },
        }))
        {
            await client.Hub.ConnectAsync().Within();
            await client.Hub.PublishAsync("topic:a", "number", 1).Within();
            Assert.Equal(transport, client.Hub.Transport);
        }

        Assert.All(server.Requests.Items, request =>
        {
            Assert.Equal("Bearer secret", request.Headers["Authorization"]);
            Assert.Equal("one", request.Headers["X-Tenant"]);
            Assert.DoesNotContain("secret", request.Query, StringComparison.Ordinal);
        });
        Assert.Single(server.Requests.Items, request => request.IsNegotiate);
        Assert.Contains("negotiateVersion=1", server.Requests.Items[0].Query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HubTransports.ServerSentEvents)]
    [InlineData(HubTransports.LongPolling)]
    public async Task InvokeAsync_ManyAtOnce_PostsOneAtATimeInOrder(HubTransports transport)
    {
        var script = new HubScript { Publish = (_, request) => Task.FromResult(new PublishResult(new Position("e", request.Data.As<long>()), false)) };
        await using var server = await ScriptedServer.StartAsync(script);
        await using var client = new ScriptedClient(server.Hub, options => options with { Transports = transport, KeepAliveInterval = TimeSpan.FromMilliseconds(20) });
        await client.Hub.ConnectAsync().Within();
        var publishes = Enumerable.Range(1, 200).Select(i => client.Hub.PublishAsync("topic:a", "number", i)).ToList();
        await Task.WhenAll(publishes).Within();
        Assert.Equal(Enumerable.Range(1, 200), script.CallsOf<PublishRequest>().Select(request => request.Data.As<int>()));
        Assert.Equal(1, server.MostPostsAtOnce);
    }

    [Fact]
    public async Task DisposeAsync_LongPolling_DeletesTheConnection()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using (var client = new ScriptedClient(server.Hub, options => options with { Transports = HubTransports.LongPolling }))
            await client.Hub.ConnectAsync().Within();
        await server.Script.Left.CountAsync(1);
        Assert.Equal("DELETE", server.Requests.Items[^1].Method);
    }

    [Fact]
    public async Task LongPolling_Idle_AsksWhetherTheServerIsThereAndStaysConnected()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new ScriptedClient(server.Hub, options => options with { Transports = HubTransports.LongPolling, KeepAliveInterval = TimeSpan.FromMilliseconds(50) });
        await client.Hub.ConnectAsync().Within();
        await server.Requests.UntilAsync(requests => requests.Count(request => request is { Method: "POST", Length: 0 }) >= 5);
        await client.Hub.PublishAsync("topic:a", "number", 1).Within();
        Assert.Equal(1, server.Script.Connected.Count);
    }

    [Fact]
    public async Task ConnectAsync_NegotiateRedirects_FollowsWithTheTokenGiven()
    {
        await using var server = await ScriptedServer.StartAsync(configure: app => app.MapPost("/door/negotiate", (HttpContext context) =>
            Results.Json(new { url = $"http://{context.Request.Host}/hub?tenant=one", accessToken = "other" })));
        await using var client = new ScriptedClient(new Uri(server.Hub, "/door?x=1"), options => options with { AccessTokenProvider = _ => ValueTask.FromResult<string?>("first") });
        await client.Hub.ConnectAsync().Within();
        Assert.Equal("?x=1&negotiateVersion=1", server.Requests.Items[0].Query);
        Assert.Equal("Bearer first", server.Requests.Items[0].Headers["Authorization"]);
        Assert.All(server.Requests.Items.Skip(1), request => Assert.Equal(("/hub", "Bearer other"), (request.Path[..4], request.Headers["Authorization"])));
        Assert.All(server.Requests.Items.Skip(1), request => Assert.StartsWith("?tenant=one&", request.Query, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ConnectAsync_NegotiateRedirectsInACircle_GivesUpThatAttempt()
    {
        await using var server = await ScriptedServer.StartAsync(configure: app => app.MapPost("/door/negotiate", () => Results.Json(new { url = "/door" })));
        await using var client = new ScriptedClient(new Uri(server.Hub, "/door"));
        _ = client.Hub.ConnectAsync();
        var failed = await client.Changes.FirstAsync(change => change.Error is not null);
        Assert.Contains("100 times", Assert.IsType<HubConnectException>(failed.Error).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"error":"too old"}""", 200, "too old")]
    [InlineData("<html>hello</html>", 200, "is the address a hub's?")]
    [InlineData("{}", 200, "no connectionId")]
    [InlineData("", 401, "401")]
    [InlineData("", 429, "429")]
    public async Task ConnectAsync_NegotiateRefused_SaysWhyAndTriesAgain(string body, int status, string expected)
    {
        await using var server = await ScriptedServer.StartAsync(configure: app => app.MapPost("/door/negotiate", () => Results.Text(body, "application/json", statusCode: status)));
        await using var client = new ScriptedClient(new Uri(server.Hub, "/door"));
        _ = client.Hub.ConnectAsync();
        var failures = await client.Changes.UntilAsync(changes => changes.Count(change => change.Error is not null) >= 2);
        var error = Assert.IsType<HubConnectException>(failures.First(change => change.Error is not null).Error);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(status == 200 ? null : (HttpStatusCode)status, error.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WebSocket_ClosedByEitherSide_IsAnswered(bool byServer)
    {
        var closed = new TaskCompletionSource<WebSocketCloseStatus?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedServer.StartAsync(configure: app => MapBareWebSocket(app, byServer, closed));
        var factory = new Client.Transports.TransportFactory(
            new Client.Transports.TransportOptions { Url = new Uri(server.Hub, "/bare") },
            Microsoft.Extensions.Logging.Abstractions.NullLogger<Client.Transports.TransportFactory>.Instance);
        await using (var connection = await factory.ConnectAsync(new IPEndPoint(IPAddress.Loopback, 0)).Within())
        {
            if (byServer)
                Assert.True((await connection.Transport.Input.ReadAsync().Within()).IsCompleted);
        }

        Assert.Equal(WebSocketCloseStatus.NormalClosure, await closed.Task.Within());
    }

    private static void MapBareWebSocket(WebApplication app, bool byServer, TaskCompletionSource<WebSocketCloseStatus?> closed)
    {
        app.MapPost("/bare/negotiate", () => Results.Json(new
        {
            negotiateVersion = 1,
            connectionId = "public",
            connectionToken = "secret",
            availableTransports = new[] { new { transport = "WebSockets", transferFormats = new[] { "Text", "Binary" } } },
        }));
        app.Map("/bare", async (HttpContext context) =>
        {
            Assert.Equal("secret", context.Request.Query["id"]);
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            if (byServer)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", default);
            await socket.ReceiveAsync(new byte[16], default);
            var status = socket.CloseStatus;
            if (!byServer)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", default);
            closed.SetResult(status);
        });
    }
}
