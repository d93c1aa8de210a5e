using System.Net.Http.Json;
using RealtimeHub.Client;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Network;

namespace RealtimeHub.EndToEnd.Tests.Operations;

/// <summary>Webhooks of a server in a process of its own, which is killed, and of receivers that are away.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private const string Key = "a-key-of-16-characters-or-more";
    private readonly TempFolder folder = new();
    private readonly string canary = Secrets.NewCanary();
    private WebhookReceiver receiver = null!;

    private ServerSettings Settings => new ServerSettings { DataPath = folder.File("data") }
        .With("Hub:ApiKeys:0:Name", "operator").With("Hub:ApiKeys:0:Key", Key).With("Hub:ApiKeys:0:Scopes", "admin")
        .With("Hub:Webhooks:test:Address", receiver.Address + "/hooks?key=" + canary).With("Hub:Webhooks:test:Secret", WebhookReceiver.Secret)
        .With("Hub:Webhooks:test:RetryDelay", "00:00:00.020").With("Hub:Webhooks:test:MaxRetryDelay", "00:00:00.100")
        .With("Hub:Webhooks:test:VacatedDelay", "00:00:00.100");

    public async Task InitializeAsync() => receiver = await WebhookReceiver.StartAsync();

    public async Task DisposeAsync()
    {
        await receiver.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Kill_WhileTheReceiverIsAway_AllAcknowledgedMessagesAreSentInOrderAfterTheNextStart()
    {
        const int Rooms = 2, Messages = 15;
        receiver.GoAway();
        await using (var server = await ServerProcess.StartAsync(Settings))
        {
            for (var room = 0; room < Rooms; room++)
                await PostAsync(server, "rooms?as=ada", new { room = "r" + room, title = "Room", visibility = "private" });
            for (var n = 0; n < Messages; n++)
                await Task.WhenAll(Enumerable.Range(0, Rooms).Select(room => PostAsync(server, $"rooms/r{room}/messages?as=ada", new { text = $"message {n}" })));
            await receiver.Received.CountAsync(Rooms);
            await server.KillAsync();
            IsSilent(server);
        }

        receiver.Accept();
        await using var again = await ServerProcess.StartAsync(Settings);
        var taken = await receiver.Taken.CountAsync(Rooms * Messages);

        Assert.All(taken, one => Assert.True(one.IsSignedBy(WebhookReceiver.Secret)));
        Assert.Equal(Rooms * Messages, taken.Select(one => one.Id).Distinct().Count());
        foreach (var room in taken.GroupBy(one => one.Channel))
            Assert.Equal(Enumerable.Range(0, Messages).Select(n => $"message {n}"), room.Select(one => one.Text));

        // A try before the kill had the same id.
        Assert.All(receiver.Received.Items.GroupBy(one => (one.Channel, one.Text)), same => Assert.Single(same.Select(one => one.Id).Distinct()));
        IsSilent(again);
    }

    [Fact]
    public async Task Kill_RightAfterTheFirstMessageOfARoom_ItsEventIsSentAfterTheNextStart()
    {
        receiver.GoAway();
        for (var kills = 0; kills < 3; kills++)
        {
            await using var server = await ServerProcess.StartAsync(Settings);
            await PostAsync(server, "rooms?as=ada", new { room = "k" + kills, title = "Room", visibility = "public" });
            await PostAsync(server, $"rooms/k{kills}/messages?as=ada", new { text = "last words" });
            await server.KillAsync();
        }

        receiver.Accept();
        await using var again = await ServerProcess.StartAsync(Settings);

        Assert.Equal(["chat:k0", "chat:k1", "chat:k2"], (await receiver.Taken.CountAsync(3)).Select(one => one.Channel).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Kill_WhileAChannelIsOccupied_ItIsVacatedAfterTheNextStart()
    {
        await using (var server = await ServerProcess.StartAsync(Settings))
        {
            await using var client = new HubClient(server.HubAddress);
            await client.ConnectAsync().Within();
            await client.SubscribeAsync("topic:watched").Within();
            await receiver.Taken.CountAsync(1);

            // What the receiver took is noted behind its answer.
            await TestTimeout.Until(async () => (await MetricsPage.ReadAsync(server.Address)).Sum("realtimehub_server_webhook_pending") == 0);
            await server.KillAsync();
        }

        await using var again = await ServerProcess.StartAsync(Settings);

        Assert.Equal(["channel.occupied", "channel.vacated"], (await receiver.Taken.CountAsync(2)).Select(one => one.Type));
    }

    [Fact]
    public async Task Figures_OfTriesAndDeadLetters_EqualWhatTheReceiverSaw()
    {
        receiver.Refuse(503);
        await using var server = await ServerProcess.StartAsync(Settings.With("Hub:Webhooks:test:RetryFor", "00:00:00"));
        await PostAsync(server, "rooms?as=ada", new { room = "figures", title = "Room", visibility = "public" });
        await PostAsync(server, "rooms/figures/messages?as=ada", new { text = "dead" });
        await TestTimeout.Until(async () => (await MetricsPage.ReadAsync(server.Address)).Sum("realtimehub_server_webhook_dead_letters") == 1);
        receiver.Accept();
        await PostAsync(server, "rooms/figures/messages?as=ada", new { text = "taken" });
        await receiver.Taken.CountAsync(1);
        await TestTimeout.Until(async () => (await MetricsPage.ReadAsync(server.Address)).Sum("realtimehub_server_webhook_pending") == 0);

        var page = await MetricsPage.ReadAsync(server.Address);
        Assert.Equal(1, page.Sum("realtimehub_server_webhook_events_total", "outcome=\"delivered\""));
        Assert.Equal(1, page.Sum("realtimehub_server_webhook_events_total", "outcome=\"failed\""));
        Assert.Equal(1, page.Sum("realtimehub_server_webhook_events_total", "outcome=\"dead\""));
        Assert.Equal(0, page.Sum("realtimehub_server_webhook_events_total", "outcome=\"lost\""));
        Assert.Equal(1, page.Sum("realtimehub_server_warnings"));
    }

    [Fact]
    public async Task Publish_WhileAReceiverDoesNotAnswer_IsNotHeldUp()
    {
        receiver.Answer = async (context, _) =>
        {
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = context.RequestAborted.Register(ended.SetResult);
            await ended.Task;
        };
        await using var server = await ServerProcess.StartAsync(Settings);
        await PostAsync(server, "rooms?as=ada", new { room = "slow", title = "Room", visibility = "public" });
        for (var n = 0; n < 30; n++)
            await PostAsync(server, "rooms/slow/messages?as=ada", new { text = $"message {n}" });

        // The first is still on its way: all the others were posted meanwhile, and an orderly stop doesn't wait for it.
        Assert.Single(await receiver.Received.CountAsync(1));
        Assert.Equal(0, await server.StopAsync());
    }

    private static async Task PostAsync(ServerProcess server, string path, object body)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Add("X-API-Key", Key);
        using var answer = await http.PostAsJsonAsync("api/v1/" + path, body).Within();
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    // The canary is looked for by the server process itself.
    private static void IsSilent(ServerProcess server) =>
        Assert.DoesNotContain(server.Log.Items, line => line.Text.Contains(WebhookReceiver.Secret["whsec_".Length..], StringComparison.Ordinal));
}
