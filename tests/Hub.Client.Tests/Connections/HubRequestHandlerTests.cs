using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Client.Tests.Connections;

public sealed class HubRequestHandlerTests
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
        // A question whether the server is there may come later.
        Assert.Contains(server.Requests.Items, request => request.Method == "DELETE");
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
        Assert.Contains("redirection limit", Assert.IsType<HubConnectException>(failed.Error).Message, StringComparison.Ordinal);
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
    [InlineData(HubTransports.WebSockets)]
    [InlineData(HubTransports.ServerSentEvents)]
    [InlineData(HubTransports.LongPolling)]
    public async Task ConnectAsync_CallerHasAnAuthorizationOfItsOwn_SendsThatInsteadOfTheToken(HubTransports transport)
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new ScriptedClient(server.Hub, options => options with
        {
            Transports = transport,
            AccessTokenProvider = _ => ValueTask.FromResult<string?>("secret"),
            Headers = new Dictionary<string, string> { ["Authorization"] = "Basic b3du" },
            KeepAliveInterval = TimeSpan.FromMilliseconds(20),
        });
        await client.Hub.ConnectAsync().Within();
        await client.Hub.PublishAsync("topic:a", "number", 1).Within();
        if (transport == HubTransports.LongPolling)
            await server.Requests.UntilAsync(requests => requests.Any(request => request is { Method: "POST", Length: 0 } && !request.IsNegotiate));
        Assert.All(server.Requests.Items, request => Assert.Equal("Basic b3du", request.Headers["Authorization"]));
    }

    [Fact]
    public async Task ConnectAsync_NegotiateRedirectsToARelativeAddress_FollowsOnTheSameServer()
    {
        await using var server = await ScriptedServer.StartAsync(configure: app => app.MapPost("/door/negotiate", () => Results.Json(new { url = "/hub?tenant=one" })));
        await using var client = new ScriptedClient(new Uri(server.Hub, "/door"));
        await client.Hub.ConnectAsync().Within();
        Assert.All(server.Requests.Items.Skip(1), request => Assert.StartsWith("?tenant=one&", request.Query, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ConnectAsync_NegotiateRefusedWithAReason_ShowsItAndWaitsAsLongAsAsked()
    {
        await using var server = await ScriptedServer.StartAsync(configure: app => app.MapPost("/door/negotiate", (HttpContext context) =>
        {
            context.Response.Headers.RetryAfter = "7";
            return Results.Problem(
                "this user has 20 connections, the most allowed", statusCode: 429, extensions: new Dictionary<string, object?> { ["reason"] = "too_many_connections", ["limit"] = 20 });
        }));
        await using var client = new ScriptedClient(new Uri(server.Hub, "/door"));
        _ = client.Hub.ConnectAsync();
        var failed = await client.Changes.FirstAsync(change => change.Error is not null);
        Assert.Contains("20 connections", failed.Error!.Message, StringComparison.Ordinal);
        var refusal = Assert.IsType<HubConnectException>(failed.Error);
        Assert.Equal((TimeSpan.FromSeconds(7), "too_many_connections", 20), (refusal.RetryAfter, refusal.Details?.Reason, refusal.Details?.Limit));
        Assert.True(failed.RetryAfter >= TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task ConnectAsync_EventStreamAnsweredWithAPage_FallsBackToLongPolling()
    {
        await using var server = await ScriptedServer.StartAsync(configure: app => app.Use((context, next) =>
            context.Request.Headers.Accept == "text/event-stream" ? Results.Text("<html>", "text/html").ExecuteAsync(context) : next(context)));
        await using var client = new ScriptedClient(server.Hub, options => options with { Transports = HubTransports.ServerSentEvents | HubTransports.LongPolling });
        await client.Hub.ConnectAsync().Within();
        Assert.Equal(HubTransports.LongPolling, client.Hub.Transport);
    }

    [Fact]
    public async Task ConnectAsync_ConfiguredHandler_CarriesWebSocketsToo()
    {
        var connected = 0;
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new ScriptedClient(server.Hub, options => options with
        {
            Transports = HubTransports.WebSockets,
            ConfigureHttp = http =>
            {
                http.PooledConnectionLifetime = TimeSpan.Zero;
                http.ConnectCallback = async (context, cancellationToken) =>
                {
                    Interlocked.Increment(ref connected);
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                    await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                };
            },
        });
        await client.Hub.ConnectAsync().Within();
        Assert.Equal((2, HubTransports.WebSockets), (connected, client.Hub.Transport));
    }
}
