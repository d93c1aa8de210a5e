using System.Net;
using System.Text;
using RealtimeHub.Client;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Operations;

/// <summary>The figures at <c>/metrics</c> of a server in a process of its own.</summary>
public sealed class MetricsTests
{
    private const string Key = "a-key-of-16-characters-or-more";
    private static readonly ServerSettings Settings = new ServerSettings().With("Hub:Limits:PublishesPerSecond", "0")
        .With("Hub:ApiKeys:0:Name", "test").With("Hub:ApiKeys:0:Key", Key).With("Hub:ApiKeys:0:Scopes", "publish,read");

    [Fact]
    public async Task Figures_AfterTraffic_EqualWhatWasSentAndReceived()
    {
        const int Readers = 3, OverTheHub = 120, OverHttp = 40, Signals = 7;
        await using var server = await ServerProcess.StartAsync(Settings);
        var received = new Recorder<Publication>();
        var signals = new Recorder<Signal>();
        var clients = new List<HubClient>();
        for (var n = 0; n < Readers; n++)
        {
            clients.Add(await ConnectAsync(server));
            await clients[n].SubscribeAsync("topic:figures", new SubscriptionOptions { OnSignal = signals.Add, OnPublication = Note }).Within();
        }

        for (var n = 0; n < OverTheHub; n++)
            await clients[0].PublishAsync("topic:figures", "t", n).Within();
        await PostAsync(server, "batch", $$"""{"publications":[{{string.Join(',', Enumerable.Repeat("""{"channel":"topic:figures","type":"t","data":1}""", OverHttp))}}]}""", HttpStatusCode.OK);
        for (var n = 0; n < Signals; n++)
            await PostAsync(server, "signal", """{"channel":"topic:figures","type":"s","data":1}""", HttpStatusCode.NoContent);
        await PostAsync(server, "publish", """{"channel":"chat:figures","type":"t","data":1}""", HttpStatusCode.Forbidden);
        await received.CountAsync(Readers * (OverTheHub + OverHttp));
        await signals.CountAsync(Readers * Signals);

        // The last write is counted right behind it.
        MetricsPage page = null!;
        await TestTimeout.Until(async () => (page = await MetricsPage.ReadAsync(server.Address)).Sum("realtimehub_server_deliveries_total") >= Readers * (OverTheHub + OverHttp + Signals));

        Assert.Equal(OverTheHub + OverHttp, page.Sum("realtimehub_server_publications_total", "namespace=\"topic\""));
        Assert.Equal(Signals, page.Sum("realtimehub_server_signals_total"));
        Assert.Equal(Readers * (OverTheHub + OverHttp + Signals), page.Sum("realtimehub_server_deliveries_total"));
        Assert.Equal(Readers, page.Sum("realtimehub_server_subscriptions"));
        Assert.Equal(1, page.Sum("realtimehub_server_channels"));
        Assert.Equal(1, page.Sum("realtimehub_server_refusals_total", "code=\"permission_denied\""));
        Assert.Equal(1, page.Sum("realtimehub_server_ready"));
        Assert.True(page.Sum("realtimehub_server_engine_duration_seconds_count", "operation=\"append\"") >= OverTheHub + OverHttp);
        Assert.InRange(page.Sum("realtimehub_server_fanout_size_count"), 1, OverTheHub + OverHttp);
        Assert.Equal(Readers * page.Sum("realtimehub_server_fanout_size_count"), page.Sum("realtimehub_server_fanout_size_sum"));
        Assert.True(page.Sum("realtimehub_server_delivery_duration_seconds_count") >= Readers);
        Assert.Equal(0, page.Sum("realtimehub_server_outbox_size_bytes"));
        foreach (var client in clients)
            await client.DisposeAsync();

        ValueTask Note(Publication publication, CancellationToken cancellationToken)
        {
            received.Add(publication);
            return ValueTask.CompletedTask;
        }
    }

    [Fact]
    public async Task Figures_OfRecoveriesGapsAndCloses_NameTheReason()
    {
        await using var server = await ServerProcess.StartAsync(Settings.With("Hub:Namespaces:topic:HistoryCount", "2").With("Hub:ApiKeys:0:Scopes", "admin"));
        await using var client = await ConnectAsync(server);
        PublishResult last = null!;
        for (var n = 0; n < 4; n++)
            last = await client.PublishAsync("topic:gaps", "t", n).Within();
        foreach (var (offset, epoch) in new[] { (3L, last.Position.Epoch), (0L, last.Position.Epoch), (1L, "another") })
            await client.InvokeAsync<SubscribeResult>("Subscribe", new SubscribeRequest { Channel = "topic:gaps", Since = new Position(epoch, offset) }).Within();
        var token = await GuestAsync(server);
        await using var user = await ConnectAsync(server, token.Token);
        await PostAsync(server, $"users/{token.UserId}/disconnect", "{}", HttpStatusCode.OK);
        await TestTimeout.Until(() => user.State == ConnectionState.Closed);

        var page = await MetricsPage.ReadAsync(server.Address);

        Assert.Equal(1, page.Sum("realtimehub_server_recoveries_total"));
        Assert.Equal((1, 1), (page.Sum("realtimehub_server_gaps_total", "reason=\"retention\""), page.Sum("realtimehub_server_gaps_total", "reason=\"epoch\"")));
        Assert.Equal(1, page.Sum("realtimehub_server_closes_total", "code=\"kicked\""));
        Assert.True(page.Sum("realtimehub_server_tokens_total", "outcome=\"accepted\"") >= 1);
    }

    [Fact]
    public async Task Refusals_AheadOfTheApi_AreCounted()
    {
        await using var server = await ServerProcess.StartAsync(Settings);
        using var http = new HttpClient { BaseAddress = server.Address };
        foreach (var (header, value) in new[] { ("X-Nothing", "1"), ("X-API-Key", "wrong"), ("Authorization", "Bearer abc") })
            await RefuseAsync("api/v1/publish", header, value, HttpStatusCode.Unauthorized);
        await RefuseAsync("hub/negotiate?negotiateVersion=1", "Authorization", "Bearer abc", HttpStatusCode.Unauthorized);
        await RefuseAsync("hub/negotiate?negotiateVersion=1", "Origin", "https://elsewhere.example", HttpStatusCode.Forbidden);

        var page = await MetricsPage.ReadAsync(server.Address);
        Assert.Equal(4, page.Sum("realtimehub_server_refusals_total", "code=\"unauthorized\""));
        Assert.Equal(1, page.Sum("realtimehub_server_refusals_total", "code=\"permission_denied\""));

        async Task RefuseAsync(string path, string header, string value, HttpStatusCode expected)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
            request.Headers.TryAddWithoutValidation(header, value);
            using var answer = await http.SendAsync(request).Within();
            Assert.Equal(expected, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Metrics_ForKeysOnly_AreRefusedToOthers()
    {
        await using var server = await ServerProcess.StartAsync(Settings.With("Hub:Telemetry:Metrics", "key"));
        using var http = new HttpClient { BaseAddress = server.Address };

        using var without = await http.GetAsync("metrics");
        http.DefaultRequestHeaders.Add("X-API-Key", Key);
        using var with = await http.GetAsync("metrics");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (without.StatusCode, with.StatusCode));
        Assert.Contains("realtimehub_server_deliveries_total", await with.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("loopback", null, HttpStatusCode.OK)]
    [InlineData("loopback", "203.0.113.7", HttpStatusCode.Forbidden)]
    [InlineData("nobody", null, HttpStatusCode.NotFound)]
    public async Task Metrics_Access_DecidesWhoReadsThem(string access, string? forwardedFor, HttpStatusCode expected)
    {
        await using var server = await ServerProcess.StartAsync(Settings.With("Hub:Telemetry:Metrics", access));
        using var http = new HttpClient { BaseAddress = server.Address };
        if (forwardedFor is not null)
            http.DefaultRequestHeaders.Add("X-Forwarded-For", forwardedFor);

        using var answer = await http.GetAsync("metrics");

        Assert.Equal(expected, answer.StatusCode);
    }

    private static async Task<HubClient> ConnectAsync(ServerProcess server, string? token = null)
    {
        var client = new HubClient(new HubClientOptions { Url = server.HubAddress, AccessTokenProvider = token is null ? null : _ => new ValueTask<string?>(token) });
        await client.ConnectAsync().Within();
        return client;
    }

    private static async Task<GuestToken> GuestAsync(ServerProcess server)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        using var answer = await http.PostAsync("auth/guest", new StringContent("""{"name":"Ann"}""", Encoding.UTF8, "application/json"));
        return System.Text.Json.JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(), HubJson.Default.GuestToken)!;
    }

    private static async Task PostAsync(ServerProcess server, string path, string body, HttpStatusCode expected)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Add("X-API-Key", Key);
        using var answer = await http.PostAsync("api/v1/" + path, new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(expected, answer.StatusCode);
    }
}
