using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace RealtimeHub.Server.Tests.Identity;

public class TokenGateTests
{
    private const string Negotiate = "/hub/negotiate?negotiateVersion=1";
    private const string Key = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task Negotiate_WithoutToken_PassesInDevelopmentOnly()
    {
        await using var development = await IdentityServer.StartAsync();
        await using var production = await IdentityServer.StartAsync("Production", null, ("Hub:Auth:Keys:0:Secret", Key));
        await using var opened = await IdentityServer.StartAsync("Production", null, ("Hub:Auth:Keys:0:Secret", Key), ("Hub:Auth:AllowAnonymous", "true"));

        Assert.Equal(HttpStatusCode.OK, (await development.SendAsync(HttpMethod.Post, Negotiate)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await opened.SendAsync(HttpMethod.Post, Negotiate)).StatusCode);
        var refused = await production.SendAsync(HttpMethod.Post, Negotiate);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.ToString());
        Assert.Equal(HttpStatusCode.OK, (await production.SendAsync(HttpMethod.Post, Negotiate, production.TokenOf("ann"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await production.SendAsync(HttpMethod.Get, "/page")).StatusCode);
    }

    [Theory]
    [InlineData("POST", "/hub/negotiate")]
    [InlineData("POST", "/HUB/negotiate")]
    [InlineData("GET", "/hub?id=x")]
    [InlineData("POST", "/hub?id=x")]
    [InlineData("DELETE", "/hub?id=x")]
    public async Task Hub_TokenIsInvalid_Is401WithoutTheReason(string method, string path)
    {
        await using var server = await IdentityServer.StartAsync();
        var token = Tokens.Signed(Tokens.Payload(server.Time.GetUtcNow()));

        var response = await server.SendAsync(new HttpMethod(method), path, token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer error=\"invalid_token\"", response.Headers.WwwAuthenticate.ToString());
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(
            """{"type":"about:blank","title":"Unauthorized","status":401,"detail":"invalid token","code":"unauthorized","reason":"invalid_token"}""",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Hub_TokenExpires_Is401AfterTheSkew()
    {
        await using var server = await IdentityServer.StartAsync();
        var token = server.TokenOf("ann");

        server.Time.Advance(TimeSpan.FromSeconds(3659));
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Post, Negotiate, token)).StatusCode);
        server.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.SendAsync(HttpMethod.Post, Negotiate, token)).StatusCode);
    }

    [Fact]
    public async Task Hub_TokenInSeveralPlaces_CountsOnlyWhereTheyAgree()
    {
        await using var server = await IdentityServer.StartAsync();
        var (ann, bob) = (server.TokenOf("ann"), server.TokenOf("bob"));

        async Task<HttpStatusCode> Status(string query, params (string, string)[] headers) =>
            (await server.SendAsync(HttpMethod.Post, "/hub/negotiate?" + query, null, headers)).StatusCode;

        Assert.Equal(HttpStatusCode.OK, await Status("access_token=" + ann));
        Assert.Equal(HttpStatusCode.OK, await Status("access_token=" + ann, ("Authorization", "bearer " + ann)));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status("access_token=" + ann, ("Authorization", "Bearer " + bob)));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status($"access_token={ann}&access_token={bob}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status("access_token="));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status("", ("Authorization", "Bearer ")));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status("", ("Authorization", "Bearer  " + ann)));
        Assert.Equal(HttpStatusCode.OK, await Status("", ("Authorization", "Basic YTpi")));
    }

    [Fact]
    public async Task WebSocket_TokenInQueryOrHeader_IsTheHubsUser()
    {
        await using var server = await IdentityServer.StartAsync();

        Assert.Equal("ann/ann/Name of ann", await AskOverWebSocket(server, "?access_token=" + server.TokenOf("ann"), null));
        Assert.Equal("bob/bob/Name of bob", await AskOverWebSocket(server, "", server.TokenOf("bob")));
        Assert.Equal("//", await AskOverWebSocket(server, "", null));
        await Assert.ThrowsAsync<WebSocketException>(() => AskOverWebSocket(server, "?access_token=x.y.z", null));
    }

    // SignalR copies the request here and drops what it does not know.
    [Fact]
    public async Task LongPolling_Token_IsTheHubsUser()
    {
        await using var server = await IdentityServer.StartAsync();
        server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.TokenOf("ann"));
        using var negotiated = JsonDocument.Parse(await (await server.Http.PostAsync(Negotiate, null)).Content.ReadAsStringAsync());
        var path = "/hub?id=" + Uri.EscapeDataString(negotiated.RootElement.GetProperty("connectionToken").GetString()!);

        (await server.Http.GetAsync(path)).EnsureSuccessStatusCode();
        using var handshake = new StringContent("{\"protocol\":\"json\",\"version\":1}\u001e");
        (await server.Http.PostAsync(path, handshake)).EnsureSuccessStatusCode();
        using var call = new StringContent("{\"type\":1,\"invocationId\":\"1\",\"target\":\"Who\",\"arguments\":[]}\u001e");
        (await server.Http.PostAsync(path, call)).EnsureSuccessStatusCode();
        var received = "";
        while (!received.Contains("\"result\"", StringComparison.Ordinal))
            received += await server.Http.GetStringAsync(path);
        await server.Http.DeleteAsync(path);

        Assert.Contains("ann/ann/Name of ann", received, StringComparison.Ordinal);
    }

    private static async Task<string> AskOverWebSocket(IdentityServer server, string query, string? token)
    {
        using var socket = new ClientWebSocket();
        if (token is not null)
            socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await socket.ConnectAsync(new Uri($"ws://{server.Address.Authority}/hub{query}"), limit.Token);
        var sent = "{\"protocol\":\"json\",\"version\":1}\u001e{\"type\":1,\"invocationId\":\"1\",\"target\":\"Who\",\"arguments\":[]}\u001e";
        await socket.SendAsync(Encoding.UTF8.GetBytes(sent), WebSocketMessageType.Text, true, limit.Token);
        var received = "";
        var buffer = new byte[4096];
        while (!received.Contains("\"result\"", StringComparison.Ordinal))
        {
            var read = await socket.ReceiveAsync(buffer, limit.Token);
            Assert.NotEqual(WebSocketMessageType.Close, read.MessageType);
            received += Encoding.UTF8.GetString(buffer, 0, read.Count);
        }

        var message = received.Split('\u001e').First(part => part.Contains("\"result\"", StringComparison.Ordinal));
        return JsonDocument.Parse(message).RootElement.GetProperty("result").GetString()!;
    }
}
