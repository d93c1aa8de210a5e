using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Identity;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Core;

/// <summary>SignalR 11's authentication refresh, by its own client and by hand.</summary>
public sealed class AuthenticationRefreshTests : IAsyncLifetime
{
    private const string Channel = "topic:refreshed";
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private HostedHub hosted = null!;

    public async Task InitializeAsync() => hosted = await HostedHub.StartAsync(time, "--Hub:Engine", "memory");

    public async Task DisposeAsync() => await hosted.DisposeAsync();

    [Theory]
    [InlineData("WebSockets")]
    [InlineData("ServerSentEvents")]
    [InlineData("LongPolling")]
    public async Task Refresh_ByTheStockClient_ReplacesUserAndExpiryAndRights(string transport)
    {
        var first = TokenOf("ada", TimeSpan.FromHours(1), new ChannelGrant("user:grace", ChannelRights.Subscribe));
        await using var client = await StartAsync(transport, "manual", first, TokenOf("ada", TimeSpan.FromHours(3)), TokenOf("mallory", TimeSpan.FromHours(1)), "user:grace");

        var lifetime = await FirstAsync(client, "lifetime");
        Assert.InRange(lifetime.GetDouble(), 3 * 3600 - 5, 3 * 3600);
        Assert.Equal("user:grace", (await FirstAsync(client, "unsubscribed")).GetString());
        Assert.Contains("403", (await FirstAsync(client, "refused")).GetString(), StringComparison.Ordinal);
        await AssertGoesOnAsync(client);
    }

    [Theory]
    [InlineData("WebSockets")]
    [InlineData("ServerSentEvents")]
    [InlineData("LongPolling")]
    public async Task Refresh_ByTheStockClientItself_ComesAheadOfTheTokensEnd(string transport)
    {
        // The client refreshes at half the life of a short token.
        await using var client = await StartAsync(transport, "auto", TokenOf("ada", TimeSpan.FromSeconds(6)), TokenOf("ada", TimeSpan.FromHours(3)));

        Assert.InRange((await FirstAsync(client, "refreshed")).GetDouble(), 3 * 3600 - 5, 3 * 3600);
        await AssertGoesOnAsync(client);
    }

    [Fact]
    public async Task Negotiate_TokenThatExpires_TellsItsLifetime()
    {
        using var http = new HttpClient { BaseAddress = hosted.Address };

        async Task<JsonElement> NegotiateAsync(string query, string? token)
        {
            using var request = Request(HttpMethod.Post, "/hub/negotiate" + query, token);
            using var answer = await http.SendAsync(request).Within();
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            return document.RootElement.Clone();
        }

        var known = await NegotiateAsync("?negotiateVersion=1", TokenOf("ada", TimeSpan.FromMinutes(10)));
        Assert.InRange(known.GetProperty("tokenLifetimeSeconds").GetInt32(), 598, 600);
        Assert.Equal(3, known.GetProperty("availableTransports").GetArrayLength());
        Assert.False((await NegotiateAsync("?negotiateVersion=1", null)).TryGetProperty("tokenLifetimeSeconds", out _));
        Assert.False((await NegotiateAsync("", TokenOf("ada", TimeSpan.FromMinutes(10)))).TryGetProperty("tokenLifetimeSeconds", out _));
    }

    [Fact]
    public async Task Refresh_RequestThatMayNot_IsRefusedAndTheConnectionGoesOn()
    {
        using var caller = await PollingCaller.ConnectAsync(hosted.Address, TokenOf("ada", TimeSpan.FromHours(1)));
        var id = caller.Path[caller.Path.IndexOf('?', StringComparison.Ordinal)..];
        var ada = TokenOf("ada", TimeSpan.FromHours(2));

        await AssertRefusedAsync(HttpStatusCode.BadRequest, "bad_request", "", ada);
        await AssertRefusedAsync(HttpStatusCode.NotFound, "not_found", "?id=guessed", ada);
        await AssertRefusedAsync(HttpStatusCode.Unauthorized, "unauthorized", id, null);
        await AssertRefusedAsync(HttpStatusCode.Unauthorized, "unauthorized", id, "x.y.z");
        await AssertRefusedAsync(HttpStatusCode.Unauthorized, "unauthorized", id, TokenOf("ada", TimeSpan.FromMinutes(-2)));
        await AssertRefusedAsync(HttpStatusCode.Forbidden, "permission_denied", id, TokenOf("mallory", TimeSpan.FromHours(2)));
        Assert.Equal(HttpStatusCode.OK, await RefreshAsync("", ada, Uri.UnescapeDataString(id["?id=".Length..])));
        Assert.Equal(HttpStatusCode.NotFound, await RefreshAsync("", ada, "guessed"));
        Assert.Equal("ada", hosted.Get<UserConnections>().Of("ada").Single().Caller.UserId);
        using (var http = new HttpClient { BaseAddress = hosted.Address })
        using (var get = await http.SendAsync(Request(HttpMethod.Get, "/hub/refresh" + id, ada)).Within())
            Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);

        var answer = await caller.InvokeAsync("Publish", $$"""{"channel":"{{Channel}}","type":"t","data":1}""");
        Assert.Equal(1, answer.GetProperty("result").GetProperty("position").GetProperty("offset").GetInt64());
    }

    [Fact]
    public async Task Refresh_ExpiredTokenOfARefreshedConnection_IsNoFreshCredential()
    {
        using var caller = await PollingCaller.ConnectAsync(hosted.Address, TokenOf("ada", TimeSpan.FromHours(1)));
        var id = caller.Path[caller.Path.IndexOf('?', StringComparison.Ordinal)..];
        var first = caller.Token!;
        Assert.Equal(HttpStatusCode.OK, await RefreshAsync(id, TokenOf("ada", TimeSpan.FromHours(3))));

        time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromMinutes(2));

        // It still identifies the connection's own requests, and nothing more.
        await caller.InvokeAsync("Publish", $$"""{"channel":"{{Channel}}","type":"t","data":1}""");
        Assert.Equal(HttpStatusCode.Unauthorized, await RefreshAsync(id, first));
    }

    [Fact]
    public async Task Refresh_AsOftenAsOneLikes_IsLimited()
    {
        using var caller = await PollingCaller.ConnectAsync(hosted.Address, TokenOf("ada", TimeSpan.FromHours(1)));
        var id = caller.Path[caller.Path.IndexOf('?', StringComparison.Ordinal)..];
        var token = TokenOf("ada", TimeSpan.FromHours(2));

        var refused = 0;
        for (var i = 0; i < 1_000 && refused == 0; i++)
            refused += await RefreshAsync(id, token) == HttpStatusCode.TooManyRequests ? 1 : 0;

        Assert.Equal(1, refused);
    }

    private async Task AssertGoesOnAsync(GuardedProcess client)
    {
        await FirstAsync(client, "ready");

        // Beyond the end of the first token, the grace and what clocks may differ.
        time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromMinutes(2));
        await hosted.Get<IChannels>().PublishAsync(ChannelName.Parse(Channel), "later", Payload.FromJson("1"));

        Assert.Equal("later", (await FirstAsync(client, "publication")).GetString());
        await FirstAsync(client, "published");
        Assert.Equal("Connected", (await FirstAsync(client, "end")).GetString());
        Assert.Equal(0, await client.WaitForExitAsync());
    }

    private async Task AssertRefusedAsync(HttpStatusCode status, string code, string query, string? token)
    {
        using var http = new HttpClient { BaseAddress = hosted.Address };
        using var answer = await http.SendAsync(Request(HttpMethod.Post, "/hub/refresh" + query, token)).Within();
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal((status, code), (answer.StatusCode, problem.RootElement.GetProperty("code").GetString()));
    }

    private async Task<HttpStatusCode> RefreshAsync(string query, string token, string? connectionToken = null)
    {
        using var http = new HttpClient { BaseAddress = hosted.Address };
        using var request = Request(HttpMethod.Post, "/hub/refresh" + query, token);
        if (connectionToken is not null)
            request.Headers.Add("X-SignalR-Connection-Token", connectionToken);
        using var answer = await http.SendAsync(request).Within();
        return answer.StatusCode;
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? token)
    {
        var request = new HttpRequestMessage(method, path);
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        return request;
    }

    private Task<GuardedProcess> StartAsync(string transport, string story, params string[] rest) =>
        GuardedProcess.StartAsync("dotnet", ["exec", Repository.AssemblyOf("tests/Hub.SignalR11", "Hub.SignalR11"), hosted.HubAddress.AbsoluteUri, transport, story, Channel, .. rest]);

    private static async Task<JsonElement> FirstAsync(GuardedProcess client, string what)
    {
        var line = await client.Output.FirstAsync(line => line.Text.StartsWith($$"""{"what":"{{what}}",""", StringComparison.Ordinal), TimeSpan.FromSeconds(90), what);
        using var document = JsonDocument.Parse(line.Text);
        return document.RootElement.GetProperty("about").Clone();
    }

    private string TokenOf(string userId, TimeSpan lifetime, params ChannelGrant[] grants) => hosted.Get<JwtWriter>().Write(new TokenClaims
    {
        UserId = userId,
        Expires = time.GetUtcNow() + lifetime,
        Grants = grants,
    });
}
