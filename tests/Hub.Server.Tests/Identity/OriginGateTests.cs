using System.Net;
using System.Net.WebSockets;

namespace RealtimeHub.Server.Tests.Identity;

// SAFETY B1
[Trait("Safety", "B1")]
public class OriginGateTests
{
    private const string Listed = "https://app.example.com";

    private static readonly (string Method, string Path)[] Requests =
    [
        ("POST", "/hub/negotiate"), ("GET", "/hub?id=x"), ("POST", "/hub?id=x"), ("DELETE", "/hub?id=x"), ("OPTIONS", "/hub"),
        ("POST", "/Hub/negotiate"), ("POST", "/%68ub/negotiate"), ("POST", "/auth/guest"), ("GET", "/auth/guest"), ("PUT", "/auth/other"),
    ];

    [Theory]
    [InlineData("null")]
    [InlineData("file://")]
    [InlineData("")]
    [InlineData("https://127.0.0.1:{port}")]
    [InlineData("http://127.0.0.1")]
    [InlineData("http://127.0.0.1:{port}1")]
    [InlineData("http://127.0.0.1:{port}/")]
    [InlineData("http://127.0.0.1:{port}.evil.example")]
    [InlineData("http://127.0.0.1.evil.example:{port}")]
    [InlineData("http://127.0.0.1.:{port}")]
    [InlineData("http://localhost:{port}")]
    [InlineData("http://user@127.0.0.1:{port}")]
    [InlineData("http://127.0.0.1:{port}@evil.example")]
    [InlineData("http://0x7f000001:{port}")]
    [InlineData("HTTP://127.0.0.1:{port}")]
    [InlineData("ws://127.0.0.1:{port}")]
    [InlineData("127.0.0.1:{port}")]
    [InlineData("http://127.0.0.1:{port} https://app.example.com")]
    [InlineData("http://127.0.0.1:{port}, https://app.example.com")]
    [InlineData("http://app.example.com")]
    [InlineData("https://APP.example.com")]
    [InlineData("https://app.example.com.")]
    [InlineData("https://app.example.com:443")]
    [InlineData("https://app.example.com.evil.example")]
    [InlineData("https://evil-app.example.com")]
    [InlineData("https://x.app.example.com")]
    public async Task Request_FromAnotherOrigin_Is403WhateverItIs(string origin)
    {
        await using var server = await IdentityServer.StartAsync(("Hub:Origins:0", Listed));
        foreach (var (method, path) in Requests)
        {
            var response = await server.SendAsync(new HttpMethod(method), path, null, ("Origin", Fill(origin, server)));

            Assert.True(response.StatusCode == HttpStatusCode.Forbidden, $"{method} {path}: {response.StatusCode}");
            Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    [Fact]
    public async Task Request_FromAnotherOrigin_IsLoggedWithTheOptionOnceAMinute()
    {
        var log = new LogCapture();
        await using var server = await IdentityServer.StartAsync("Development", log);
        foreach (var origin in new[] { "https://shop.example", "https://other.example" })
            await server.SendAsync(HttpMethod.Post, "/hub/negotiate", null, ("Origin", origin));

        var line = Assert.Single(log.Lines, line => line.Contains("Hub:Origins", StringComparison.Ordinal));
        Assert.Contains("https://shop.example", line, StringComparison.Ordinal);

        server.Time.Advance(TimeSpan.FromMinutes(1));
        await server.SendAsync(HttpMethod.Post, "/hub/negotiate", null, ("Origin", "https://\u001b[31m" + new string('x', 500)));
        var second = log.Lines.Where(line => line.Contains("Hub:Origins", StringComparison.Ordinal)).Skip(1).Single();
        Assert.DoesNotContain(second, char.IsControl);
        Assert.True(second.Length < 700, second);
    }

    [Fact]
    public async Task Request_WithTwoOrigins_Is403()
    {
        await using var server = await IdentityServer.StartAsync(("Hub:Origins:0", Listed));

        var response = await server.SendAsync(HttpMethod.Post, "/hub/negotiate", null, ("Origin", Listed), ("Origin", Listed));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("http://127.0.0.1:{port}")]
    public async Task Request_FromNoneOrItsOwnOrigin_PassesWithoutCorsHeaders(string? origin)
    {
        await using var server = await IdentityServer.StartAsync();

        var response = origin is null
            ? await server.SendAsync(HttpMethod.Post, "/hub/negotiate")
            : await server.SendAsync(HttpMethod.Post, "/hub/negotiate", null, ("Origin", Fill(origin, server)));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Contains("Origin", response.Headers.Vary);
    }

    [Theory]
    [InlineData("example.com", "http://example.com", true)]
    [InlineData("example.com:80", "http://example.com", true)]
    [InlineData("EXAMPLE.com", "http://example.com", true)]
    [InlineData("[::1]:5080", "http://[::1]:5080", true)]
    [InlineData("example.com", "https://example.com", false)]
    [InlineData("example.com:8080", "http://example.com", false)]
    [InlineData("example.com", "http://example.com:80", false)]
    public async Task Request_OwnOrigin_IsWhatABrowserWouldWrite(string host, string origin, bool passes)
    {
        await using var server = await IdentityServer.StartAsync();

        var response = await server.SendAsync(HttpMethod.Post, "/hub/negotiate", null, ("Host", host), ("Origin", origin));

        Assert.Equal(passes ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Request_FromAListedOrigin_PassesWithCorsHeadersEvenWhenRefused()
    {
        await using var server = await IdentityServer.StartAsync(("Hub:Origins:0", Listed));
        foreach (var token in new string?[] { null, "not a token" })
        {
            var response = await server.SendAsync(HttpMethod.Post, "/hub/negotiate", token, ("Origin", Listed));

            Assert.Equal(token is null ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal(Listed, Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
            Assert.Equal("true", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Credentials")));
            Assert.Contains("Origin", response.Headers.Vary);
        }
    }

    [Fact]
    public async Task Preflight_FromAListedOrigin_IsAnsweredWithoutAToken()
    {
        await using var server = await IdentityServer.StartAsync("Production", null, ("Hub:Origins:0", Listed), ("Hub:Auth:Keys:0:Secret", Tokens.Secret));

        var response = await server.SendAsync(
            HttpMethod.Options,
            "/hub/negotiate",
            null,
            ("Origin", Listed), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,x-requested-with"));

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(Listed, Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("GET, POST, DELETE", string.Join(", ", response.Headers.GetValues("Access-Control-Allow-Methods")));
        Assert.Equal("authorization,x-requested-with", string.Join(",", response.Headers.GetValues("Access-Control-Allow-Headers")));
    }

    [Fact]
    public async Task WebSocket_Origin_IsJudged()
    {
        await using var server = await IdentityServer.StartAsync(("Hub:Origins:0", Listed));

        await ConnectAsync(server, Listed);
        await ConnectAsync(server, $"http://{server.Address.Authority}");
        foreach (var origin in new[] { "null", "https://evil.example", $"https://{server.Address.Authority}" })
        {
            var e = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(server, origin));
            Assert.Contains("403", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Http2_Origin_IsJudged()
    {
        await using var server = await IdentityServer.StartAsync(("Hub:Origins:0", Listed));

        Assert.Equal(HttpStatusCode.OK, await Status(Listed));
        Assert.Equal(HttpStatusCode.OK, await Status($"http://{server.Http2Address.Authority}"));
        Assert.Equal(HttpStatusCode.Forbidden, await Status("https://evil.example"));

        async Task<HttpStatusCode> Status(string origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Http2Address, "/hub/negotiate"))
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            request.Headers.Add("Origin", origin);
            using var response = await server.Http.SendAsync(request);
            return response.StatusCode;
        }
    }

    private static async Task ConnectAsync(IdentityServer server, string origin)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", origin);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await socket.ConnectAsync(new Uri($"ws://{server.Address.Authority}/hub"), limit.Token);
    }

    private static string Fill(string origin, IdentityServer server) =>
        origin.Replace("{port}", $"{server.Address.Port}", StringComparison.Ordinal);
}
