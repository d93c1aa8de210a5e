using System.Net.Http.Json;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Feeds;

/// <summary>The real server with its journal, killed between an alert and its value.</summary>
public sealed class AlertsOverAKillTests : IDisposable
{
    private const string Key = "a-key-of-a-program";
    private readonly TempFolder folder = new();
    private readonly HttpClient http = new() { DefaultRequestHeaders = { { "X-API-Key", Key } } };
    private readonly ServerSettings settings;

    public AlertsOverAKillTests() => settings = new ServerSettings
    {
        DataPath = folder.File("data"),
        Options = new Dictionary<string, string> { ["Hub:ApiKeys:0:Name"] = "test", ["Hub:ApiKeys:0:Key"] = Key, ["Hub:ApiKeys:0:Scopes"] = "publish" },
    };

    public void Dispose()
    {
        http.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Alert_ServerKilledTwice_IsDeliveredOnce()
    {
        GuestToken guest;
        string alertId;
        await using (var server = await ServerProcess.StartAsync(settings))
        {
            using var answer = await http.PostAsJsonAsync(new Uri(server.Address, "auth/guest"), new { name = "Ann" });
            guest = (await answer.Content.ReadFromJsonAsync(HubJson.Default.GuestToken))!;
            await using var ann = await ConnectAsync(server, guest);
            await PublishAsync(server, 90);
            alertId = (await ann.InvokeAsync<Alert>("SetAlert", new SetAlertRequest("t", "a", "v", AlertCondition.Crosses, 100)).Within()).AlertId;
            await server.KillAsync();
        }

        await using (var server = await ServerProcess.StartAsync(settings))
        {
            // Conflation sees neither of the first two: all come at once, and the last is below again.
            await PublishAsync(server, 95, 105, 80);
            await using var ann = await ConnectAsync(server, guest);
            await TestTimeout.Until(async () => (await NoticesAsync(ann, guest)).Count == 1);
            await server.KillAsync();
        }

        await using (var server = await ServerProcess.StartAsync(settings))
        {
            await PublishAsync(server, 120, 90);
            await using var ann = await ConnectAsync(server, guest);

            var listed = Assert.Single((await ann.InvokeAsync<AlertList>("ListAlerts", new ListAlertsRequest()).Within()).Alerts);
            var notice = Assert.Single(await NoticesAsync(ann, guest));

            Assert.Equal((alertId, 105d), (notice.AlertId, notice.FiredValue!.Value));
            Assert.Equal(notice, listed);
        }
    }

    [Fact]
    public async Task Alerts_ServerKilledAtOnceBehindTheirValue_AreAllDeliveredAtTheNextStart()
    {
        GuestToken guest;
        await using (var server = await ServerProcess.StartAsync(settings))
        {
            using var answer = await http.PostAsJsonAsync(new Uri(server.Address, "auth/guest"), new { name = "Ann" });
            guest = (await answer.Content.ReadFromJsonAsync(HubJson.Default.GuestToken))!;
            await using var ann = await ConnectAsync(server, guest);
            await PublishAsync(server, 20);
            foreach (var condition in new[] { AlertCondition.Crosses, AlertCondition.Above, AlertCondition.Above })
                await ann.InvokeAsync<Alert>("SetAlert", new SetAlertRequest("t", "a", "v", condition, 30)).Within();
            await PublishAsync(server, 35);
            await server.KillAsync();
        }

        // Twice: what the first start delivers, the second does not deliver again.
        for (var start = 0; start < 2; start++)
        {
            await using var server = await ServerProcess.StartAsync(settings);
            await using var ann = await ConnectAsync(server, guest);
            await TestTimeout.Until(async () => (await ann.InvokeAsync<AlertList>("ListAlerts", new ListAlertsRequest()).Within()).Alerts.All(one => one.FiredValue == 35));
            await TestTimeout.Until(async () => (await NoticesAsync(ann, guest)).Count >= 3);

            var notices = await NoticesAsync(ann, guest);
            Assert.Equal((3, 3), (notices.Count, notices.Select(one => one.AlertId).Distinct().Count()));
            await server.KillAsync();
        }
    }

    [Fact]
    public async Task Series_ServerStopped_ContinuesWithItsMinutes()
    {
        await using (var server = await ServerProcess.StartAsync(settings))
        {
            await PublishAsync(server, 1, 5, 3);
            Assert.Equal(0, await server.StopAsync());
        }

        await using (var server = await ServerProcess.StartAsync(settings))
        {
            await PublishAsync(server, 7);
            await using var ann = await ConnectAsync(server, null);

            var series = await ann.InvokeAsync<FeedSeries>("ReadSeries", new ReadSeriesRequest("t", "a", "v", 3_600_000)).Within();

            Assert.Equal((1d, 7d, 1d, 7d, 4L), series.Buckets.Count == 1
                ? (series.Buckets[0].Open, series.Buckets[0].High, series.Buckets[0].Low, series.Buckets[0].Close, series.Buckets[0].Count)
                // The hour has changed meanwhile.
                : (series.Buckets[0].Open, series.Buckets.Max(one => one.High), series.Buckets.Min(one => one.Low), series.Buckets[^1].Close, series.Buckets.Sum(one => one.Count)));
        }
    }

    private async Task PublishAsync(ServerProcess server, params int[] values)
    {
        var updates = values.Select(value => new { key = "a", fields = new { v = value } });
        using var answer = await http.PostAsJsonAsync(new Uri(server.Address, "api/v1/feeds/t/updates"), new { updates });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<HubConnection> ConnectAsync(ServerProcess server, GuestToken? guest)
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(server.HubAddress, options => options.AccessTokenProvider = () => Task.FromResult(guest?.Token))
            .AddJsonProtocol(options => options.PayloadSerializerOptions = HubJson.Default.Options)
            .Build();
        await connection.StartAsync().Within();
        return connection;
    }

    private static async Task<List<Alert>> NoticesAsync(HubConnection connection, GuestToken guest)
    {
        var history = await connection.InvokeAsync<HistoryPage>("ReadHistory", new ReadHistoryRequest("user:" + guest.UserId)).Within();
        return [.. history.Publications.Where(one => one.Type == FeedTypes.Alert).Select(one => one.Data.Read(HubJson.Default.Alert)!)];
    }
}
