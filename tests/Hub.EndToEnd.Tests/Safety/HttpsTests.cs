using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text.RegularExpressions;
using RealtimeHub.Client;
using RealtimeHub.EndToEnd.Tests.Core;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Safety;

/// <summary>The server behind a certificate of its own, by HTTP/1.1 and HTTP/2: who may use it from where, and what every page tells the browser.</summary>
public sealed class HttpsTests : IAsyncLifetime
{
    private const string Listed = "https://app.example.com";
    private readonly TestCertificate certificate = new();
    private HostedHub hosted = null!;
    private HttpMessageInvoker invoker = null!;

    public static TheoryData<string> Versions => ["1.1", "2.0"];

    private string Own => $"https://{hosted.Address.Authority}";

    private string[] Foreign =>
    [
        "null", "file://", "https://evil.example", $"http://{hosted.Address.Authority}", "https://127.0.0.1", $"https://127.0.0.1.:{hosted.Address.Port}",
        $"https://localhost:{hosted.Address.Port}", $"https://user@127.0.0.1:{hosted.Address.Port}", $"HTTPS://127.0.0.1:{hosted.Address.Port}",
        $"{Own}.evil.example", $"{Listed}.", "https://APP.example.com", "https://evil-app.example.com",
    ];

    public async Task InitializeAsync()
    {
        invoker = new HttpMessageInvoker(new SocketsHttpHandler { SslOptions = certificate.ClientOptions, AllowAutoRedirect = false });
        hosted = await HostedHub.StartAsync(
            "--urls", "https://127.0.0.1:0", "--Kestrel:Certificates:Default:Path", certificate.Path, "--Kestrel:Certificates:Default:KeyPath", certificate.KeyPath,
            "--Hub:Origins:0", Listed);
    }

    public async Task DisposeAsync()
    {
        invoker.Dispose();
        await hosted.DisposeAsync();
        certificate.Dispose();
    }

    [Theory]
    [InlineData(HubTransports.WebSockets)]
    [InlineData(HubTransports.ServerSentEvents)]
    [InlineData(HubTransports.LongPolling)]
    public async Task Client_OverHttps_PublishesAndReceives(HubTransports transport)
    {
        await using var client = new HubClient(new HubClientOptions
        {
            Url = hosted.HubAddress,
            Transports = transport,
            ConfigureHttp = http => http.SslOptions = certificate.ClientOptions,
        });
        await using var subscription = await client.SubscribeAsync("topic:a").Within();
        await client.PublishAsync("topic:a", "number", 1).Within();

        await foreach (var publication in subscription)
        {
            Assert.Equal(1, publication.DataAs<int>());
            break;
        }

        Assert.Equal(transport, client.Transport);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Safety", "B1")]
    public async Task B1_Request_FromAForeignOrigin_Is403OnEveryAddressAndTransport(string version)
    {
        (HttpMethod Method, string Path, string? Accept)[] requests =
        [
            (HttpMethod.Post, "/hub/negotiate?negotiateVersion=1", null), (HttpMethod.Get, "/hub?id=x", "text/event-stream"), (HttpMethod.Get, "/hub?id=x", null),
            (HttpMethod.Post, "/hub?id=x", null), (HttpMethod.Delete, "/hub?id=x", null), (HttpMethod.Options, "/hub/negotiate", null), (HttpMethod.Post, "/auth/guest", null),
            (HttpMethod.Get, "/auth/options", null), (HttpMethod.Post, "/api/v1/feeds/x/updates", null), (HttpMethod.Get, "/yjs/document", null), (HttpMethod.Get, "/health/ready", null),
        ];
        foreach (var origin in Foreign)
        {
            foreach (var (method, path, accept) in requests)
            {
                using var answer = await SendAsync(method, path, version, origin, accept);
                Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{origin}: {method} {path}: {answer.StatusCode}");
                Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
            }

            foreach (var path in new[] { "/hub", "/yjs/document" })
                Assert.Equal(HttpStatusCode.Forbidden, await UpgradeAsync(path, version, origin));
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Safety", "B1")]
    public async Task B1_Request_FromItsOwnOrAListedOrigin_Passes(string version)
    {
        foreach (var origin in new[] { Own, Listed, null })
        {
            using var negotiated = await SendAsync(HttpMethod.Post, "/hub/negotiate?negotiateVersion=1", version, origin);
            Assert.Equal((HttpStatusCode.OK, Version.Parse(version)), (negotiated.StatusCode, negotiated.Version));
            Assert.Equal(origin == Listed, negotiated.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.Contains(await UpgradeAsync("/hub", version, origin), new[] { HttpStatusCode.SwitchingProtocols, HttpStatusCode.OK });
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/chat")]
    [InlineData("/live")]
    [InlineData("/editor")]
    [InlineData("/admin")]
    [InlineData("/missing")]
    [InlineData("/auth/options")]
    [InlineData("/health/live")]
    [InlineData("/openapi/v1.json")]
    [Trait("Safety", "B14")]
    public async Task B14_EveryPage_HasAStrictPolicyAndRunsNothingInline(string path)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, "2.0", null);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal(("nosniff", "no-referrer"), (answer.Headers.GetValues("X-Content-Type-Options").Single(), answer.Headers.GetValues("Referrer-Policy").Single()));
        Assert.False(answer.Headers.Contains("Server"));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotMatch("(?i)<script(?![^>]*\\bsrc=)|<style|\\bon\\w+=|javascript:", text);
    }

    [Fact]
    [Trait("Safety", "B14")]
    public async Task B14_ReferencePage_HasAPolicyUnderWhichOnlyItsOwnScriptsRun()
    {
        var nonces = new List<string>();
        for (var n = 0; n < 2; n++)
        {
            using var answer = await SendAsync(HttpMethod.Get, "/reference/", "2.0", null);
            var page = await answer.Content.ReadAsStringAsync();
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy")).Split(';').Select(one => one.Trim().Split(' ')).ToDictionary(one => one[0], one => one[1..]);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            foreach (var closed in new[] { "default-src", "base-uri", "form-action", "frame-ancestors" })
                Assert.Equal(["'none'"], policy[closed]);
            Assert.Equal("'self'", policy["script-src"][1]);
            Assert.DoesNotContain(policy.Values.SelectMany(sources => sources), source => source.Contains("http", StringComparison.Ordinal) || source == "*");
            var nonce = policy["script-src"][0]["'nonce-".Length..^1];
            var scripts = Regex.Matches(page, "<script[^>]*>");
            Assert.NotEmpty(scripts);
            Assert.All(scripts, script => Assert.Contains($"nonce=\"{nonce}\"", script.Value, StringComparison.Ordinal));
            nonces.Add(nonce);
        }

        Assert.NotEqual(nonces[0], nonces[1]);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string version, string? origin, string? accept = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(hosted.Address, path)) { Version = Version.Parse(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (origin is not null)
            request.Headers.TryAddWithoutValidation("Origin", origin);
        if (accept is not null)
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        return await invoker.SendAsync(request, CancellationToken.None).Within();
    }

    private async Task<HttpStatusCode> UpgradeAsync(string path, string version, string? origin)
    {
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = Version.Parse(version);
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        try
        {
            await socket.ConnectAsync(new Uri($"wss://{hosted.Address.Authority}{path}"), invoker, CancellationToken.None).Within();
        }
        catch (WebSocketException)
        {
            // Its status says why.
        }

        return socket.HttpStatusCode;
    }
}
