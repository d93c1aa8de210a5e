using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using RealtimeHub.EndToEnd.Tests.Raw;
using RealtimeHub.Server.Tests.Identity;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Readme;

/// <summary>The configurations of docs/security.md, each as it stands there in a real server in Production, and what it promises.</summary>
public sealed class SecurityExampleTests
{
    private const string Secret = "a secret of at least thirty-two bytes";
    private const string Origin = "https://app.example.com";

    [Fact]
    public async Task Keys_TokensByThatKey_AreTakenAndOthersNot()
    {
        var options = OptionsOf("Keys");
        await using var server = await StartAsync(options);

        var claims = $"\"iss\":\"{options["Hub:Auth:Issuer"]}\",\"aud\":\"{options["Hub:Auth:Audience"]}\"";
        Assert.Equal(HttpStatusCode.OK, await NegotiateAsync(server.Address, TokenOf("ann", options["Hub:Auth:Keys:0:Secret"], claims)));
        Assert.Equal(HttpStatusCode.Unauthorized, await NegotiateAsync(server.Address, TokenOf("ann", options["Hub:Auth:Keys:0:Secret"])));
        Assert.Equal(HttpStatusCode.Unauthorized, await NegotiateAsync(server.Address, TokenOf("ann", Secret, claims)));
    }

    [Fact]
    public async Task IdentityProvider_ItsTokensForThisServer_AreTakenWithoutAKeyOfOnesOwn()
    {
        await using var provider = await IdentityProvider.StartAsync();
        var (key, foreign) = (new ProviderKey("2026-11"), new ProviderKey("2026-11"));
        provider.Keys = [key];
        var options = OptionsOf("Authority");
        Assert.Equal("https://login.example.com/realms/app", options["Hub:Auth:Authority"]);
        options["Hub:Auth:Authority"] = provider.Issuer;
        options["Hub:Auth:RequireHttps"] = "false";
        await using var server = await ServerProcess.StartAsync(new ServerSettings { Environment = "Production", Options = options });
        var (now, audience) = (TimeProvider.System.GetUtcNow(), options["Hub:Auth:Audience"]);

        Assert.Equal(HttpStatusCode.OK, await NegotiateAsync(server.Address, key.Sign(now, provider.Issuer, audience: audience)));
        Assert.Equal(HttpStatusCode.Unauthorized, await NegotiateAsync(server.Address, key.Sign(now, provider.Issuer, audience: "another application")));
        Assert.Equal(HttpStatusCode.Unauthorized, await NegotiateAsync(server.Address, key.Sign(now, "https://login.example.com/realms/app", audience: audience)));
        Assert.Equal(HttpStatusCode.Unauthorized, await NegotiateAsync(server.Address, key.Sign(now, provider.Issuer, audience: audience, saysWhen: false)));
        Assert.Equal(HttpStatusCode.Unauthorized, await NegotiateAsync(server.Address, foreign.Sign(now, provider.Issuer, audience: audience)));
        Assert.Equal(HttpStatusCode.Unauthorized, await NegotiateAsync(server.Address, TokenOf("ann", Secret)));
        Assert.Equal(["/.well-known/openid-configuration", "/keys"], provider.Asked.Distinct());
    }

    [Fact]
    public async Task IdentityProvider_OverPlainHttp_StopsTheStartInProduction()
    {
        var options = OptionsOf("Authority");
        options["Hub:Auth:Authority"] = "http://login.example.com/realms/app";
        await using var server = await ServerProcess.LaunchAsync(new ServerSettings { Environment = "Production", Options = options });

        Assert.Equal(78, await server.WaitForExitAsync());
        await server.Log.FirstAsync(line => line.Text.Contains("Hub:Auth:Authority: must be https", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TakingAccessAway_TheCommand_EndsTheUsersConnectionAndRefusesItsTokens()
    {
        var command = MarkdownCode.BlocksOf("docs/security.md").Single(block => block.Language == "bash").Text;
        await using var server = await ServerProcess.StartAsync(new ServerSettings { Environment = "Production" }
            .With("Hub:Auth:Keys:0:Secret", Secret).With("Hub:ApiKeys:0:Name", "ops").With("Hub:ApiKeys:0:Key", "an-operators-own-key").With("Hub:ApiKeys:0:Scopes", "admin"));
        using var ann = await RawHub.ConnectAsync(server.HubAddress, "?access_token=" + TokenOf("ann", Secret));

        await using var shell = await GuardedProcess.StartAsync("bash", ["-c", command.Replace("http://127.0.0.1:5080/", server.Address.AbsoluteUri, StringComparison.Ordinal)]);

        Assert.Equal(0, await shell.WaitForExitAsync());
        var closing = await ann.CallbackAsync("Closing");
        Assert.Equal(("banned", "for spam"), (closing.GetProperty("code").GetString(), closing.GetProperty("message").GetString()));
        Assert.Equal(HttpStatusCode.Unauthorized, await NegotiateAsync(server.Address, TokenOf("ann", Secret)));
        Assert.Equal(HttpStatusCode.OK, await NegotiateAsync(server.Address, TokenOf("bob", Secret)));
    }

    [Fact]
    public async Task Https_ACertificateInPemFiles_IsShownAndHttp2Spoken()
    {
        using var certificate = new TestCertificate();
        var options = OptionsOf("Kestrel");
        options["Kestrel:Endpoints:Https:Url"] = "https://127.0.0.1:0";
        options["Kestrel:Endpoints:Https:Certificate:Path"] = certificate.Path;
        options["Kestrel:Endpoints:Https:Certificate:KeyPath"] = certificate.KeyPath;
        await using var server = await ServerProcess.LaunchAsync(Settings(options));
        const string Listening = "Now listening on: https://";
        var line = await server.Log.FirstAsync(line => line.Text.Contains(Listening, StringComparison.Ordinal));
        var address = new Uri("https://" + line.Text[(line.Text.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Trim());
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = certificate.ClientOptions });

        foreach (var (host, status) in new[] { ("hub.example.com", HttpStatusCode.OK), ("evil.example", HttpStatusCode.BadRequest) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "health/live")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            request.Headers.Host = host;
            using var answer = await http.SendAsync(request).Within();
            Assert.Equal((status, HttpVersion.Version20), (answer.StatusCode, answer.Version));
        }
    }

    [Fact]
    public async Task Proxies_AddressesAreBelievedFromThoseListedOnly()
    {
        // The test itself is the proxy; of a client one connection is let in.
        var options = OptionsOf("TrustedProxies");
        Assert.Equal(("10.0.0.7", "10.1.0.0/16"), (options["Hub:TrustedProxies:0"], options["Hub:TrustedProxies:1"]));
        options["AllowedHosts"] = "*";
        options["Hub:Limits:UnattachedPerAddress"] = "1";
        await using (var server = await StartAsync(options))
            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], await FromAsync(server.Address, "203.0.113.9", "203.0.113.9"));

        options["Hub:TrustedProxies:2"] = "127.0.0.1";
        await using (var server = await StartAsync(options))
        {
            Assert.Equal(
                [HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable],
                await FromAsync(server.Address, "203.0.113.9", "127.0.0.1, 203.0.113.9", "2001:db8::1", "2001:db8::2"));
        }
    }

    [Fact]
    public async Task Origins_ThoseListed_Pass()
    {
        await using var server = await StartAsync(OptionsOf("Origins"));
        foreach (var (origin, status) in new[] { (Origin, HttpStatusCode.OK), ("capacitor://localhost", HttpStatusCode.OK), ("https://app.example.com:8443", HttpStatusCode.Forbidden) })
            Assert.Equal(status, await NegotiateAsync(server.Address, TokenOf("ann", Secret), ("Origin", origin)));
    }

    [Fact]
    public async Task Permissions_TheApplicationsServer_Decides()
    {
        var asked = new Recorder<JsonElement>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var application = builder.Build();
        application.MapPost("/realtime/allowed", async (HttpContext context) =>
        {
            using var question = await JsonDocument.ParseAsync(context.Request.Body);
            asked.Add(question.RootElement.Clone());
            var allowed = context.Request.Headers["X-Key"] == "a key that your application knows" && question.RootElement.GetProperty("channel").GetString() == "order:17";
            await context.Response.WriteAsync(allowed ? """{"allowed": true}""" : """{"allowed": false}""");
        });
        await application.StartAsync();
        var options = OptionsOf("Namespaces");
        options["Hub:Backend:Address"] = new Uri(new Uri(application.Urls.First()), new Uri(options["Hub:Backend:Address"]).AbsolutePath).AbsoluteUri;
        await using var server = await StartAsync(options);
        using var ann = await RawHub.ConnectAsync(server.HubAddress, "?access_token=" + TokenOf("ann", Secret));

        Assert.True(await IsAllowedAsync(ann, "Subscribe", """{"channel":"order:17"}"""));
        Assert.True(await IsAllowedAsync(ann, "Subscribe", """{"channel":"order:17"}"""));
        Assert.True(await IsAllowedAsync(ann, "Publish", """{"channel":"order:17","type":"t","data":1}"""));
        Assert.False(await IsAllowedAsync(ann, "Subscribe", """{"channel":"order:18"}"""));
        Assert.False(await IsAllowedAsync(ann, "Signal", """{"channel":"order:17","type":"t","data":1}"""));
        Assert.True(await IsAllowedAsync(ann, "Subscribe", """{"channel":"news:a"}"""));
        Assert.False(await IsAllowedAsync(ann, "Publish", """{"channel":"news:a","type":"t","data":1}"""));
        Assert.Equal(["subscribe order:17", "publish order:17", "subscribe order:18"], asked.Items.Select(one => $"{one.GetProperty("right")} {one.GetProperty("channel")}"));
        Assert.All(asked.Items, one => Assert.Equal("ann", one.GetProperty("userId").GetString()));

        await application.StopAsync();
        Assert.False(await IsAllowedAsync(ann, "ReadHistory", """{"channel":"order:17"}"""));
    }

    [Fact]
    public async Task Limits_AreThoseOfTheServer()
    {
        await using var server = await StartAsync(OptionsOf("Limits"));
        using var ann = await RawHub.ConnectAsync(server.HubAddress, "?access_token=" + TokenOf("ann", Secret));

        Assert.Equal(16_384, (await ann.CallbackAsync("Welcome")).GetProperty("limits").GetProperty("maxMessageBytes").GetInt32());
        Assert.False(await IsAllowedAsync(ann, "Publish", $$"""{"channel":"topic:a","type":"t","data":"{{new string('x', 17_000)}}"}"""));
    }

    private static async Task<bool> IsAllowedAsync(RawHub hub, string method, string argument) => !(await hub.InvokeAsync(method, argument)).TryGetProperty("error", out _);

    private static async Task<HttpStatusCode[]> FromAsync(Uri server, params string[] addresses)
    {
        var answers = new List<HttpStatusCode>();
        foreach (var address in addresses)
            answers.Add(await NegotiateAsync(server, TokenOf("ann", Secret), ("X-Forwarded-For", address)));
        return [.. answers];
    }

    private static async Task<HttpStatusCode> NegotiateAsync(Uri server, string token, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient { BaseAddress = server };
        using var request = new HttpRequestMessage(HttpMethod.Post, "hub/negotiate?negotiateVersion=1");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await http.SendAsync(request).Within();
        return answer.StatusCode;
    }

    private static string TokenOf(string user, string secret, string moreClaims = "")
    {
        var expires = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds();
        var text = $"{Base64("""{"alg":"HS256"}"""u8)}.{Base64(Encoding.UTF8.GetBytes($"{{\"sub\":\"{user}\",\"exp\":{expires}{(moreClaims.Length > 0 ? "," + moreClaims : "")}}}"))}";
        return $"{text}.{Base64(System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(text)))}";
    }

    private static string Base64(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static Task<ServerProcess> StartAsync(Dictionary<string, string> options) => ServerProcess.StartAsync(Settings(options));

    // A server in Production has a key; an example that is about something else doesn't show it again.
    private static ServerSettings Settings(Dictionary<string, string> options)
    {
        options.TryAdd("Hub:Auth:Keys:0:Secret", Secret);
        return new ServerSettings { Environment = "Production", Options = options };
    }

    private static Dictionary<string, string> OptionsOf(string about)
    {
        var block = MarkdownCode.BlocksOf("docs/security.md").Single(block => block.Language == "json" && Names(block.Text).Contains(about));
        using var json = new MemoryStream(Encoding.UTF8.GetBytes(block.Text));
        return new ConfigurationBuilder().AddJsonStream(json).Build().AsEnumerable().Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value!);
    }

    private static IEnumerable<string> Names(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. Names(document.RootElement)];
    }

    private static IEnumerable<string> Names(JsonElement json) => json.ValueKind == JsonValueKind.Object
        ? json.EnumerateObject().SelectMany(one => Names(one.Value).Prepend(one.Name))
        : [];
}
