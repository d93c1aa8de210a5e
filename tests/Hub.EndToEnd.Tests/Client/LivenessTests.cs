using System.Net;
using System.Net.Http.Json;
using RealtimeHub.Client;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Network;

namespace RealtimeHub.EndToEnd.Tests.Client;

/// <summary>Networks that die without a word, servers that go and come, readers that are slow.</summary>
public sealed class LivenessTests(HurriedServerFixture fixture) : IClassFixture<HurriedServerFixture>
{
    [Fact]
    public void ServerTimeout_ByDefault_NoticesADeadNetworkWithin30Seconds()
    {
        var options = new HubClientOptions { Url = fixture.Server.HubAddress };
        // A peer that is silent is given 3 s more to answer the close. A long poll is probed instead, and a probe may take the connect timeout.
        Assert.True(options.ServerTimeout + TimeSpan.FromSeconds(4) < TimeSpan.FromSeconds(30));
        Assert.True(options.KeepAliveInterval + options.ConnectTimeout < TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData(HubTransports.WebSockets)]
    [InlineData(HubTransports.ServerSentEvents)]
    [InlineData(HubTransports.LongPolling)]
    public async Task DeadNetwork_NothingMovesAnyMore_IsNoticedAndRecoveredFrom(HubTransports transport)
    {
        await using var proxy = CuttingProxy.Start(fixture.Server.Address);
        await using var client = new HubClient(ServerFixture.Options(new Uri(proxy.Address, "hub"), options => options with
        {
            Transports = transport,
            ServerTimeout = TimeSpan.FromSeconds(4),
            KeepAliveInterval = TimeSpan.FromSeconds(1),
            ConnectTimeout = TimeSpan.FromSeconds(3),
        }));
        var states = new Recorder<ConnectionState>();
        client.StateChanged += (_, change) => states.Add(change.Current);
        var channel = ServerFixture.Channel();
        await using var subscription = await client.SubscribeAsync(channel).Within();
        proxy.ToClients.Close();
        proxy.ToServer.Close();
        await states.FirstAsync(state => state == ConnectionState.Reconnecting);

        var publish = client.PublishAsync(channel, "number", 1);
        proxy.ToClients.Open();
        proxy.ToServer.Open();
        await publish.Within();
        Assert.Equal(1, (await subscription.TakeAsync(1).Within())[0].DataAs<int>());
    }

    [Fact]
    public async Task Reader_SlowerThanTheChannel_GetsEverythingInTheEnd()
    {
        await using var publisher = fixture.Client();
        await using var client = fixture.Client(options => options with { BufferCapacity = 10 });
        var channel = ServerFixture.Channel();
        await using var subscription = await client.SubscribeAsync(channel).Within();
        for (var i = 1; i <= 500; i++)
            await publisher.PublishAsync(channel, "number", i).Within();
        Assert.Equal(Enumerable.Range(1, 500), (await subscription.TakeAsync(500).Within()).Select(publication => publication.DataAs<int>()));
    }

    [Fact]
    public async Task Reader_SlowerThanAStateChannel_GetsTheLastValueOfEachKey()
    {
        await using var publisher = fixture.Client();
        await using var client = fixture.Client(options => options with { BufferCapacity = 5 });
        var channel = ServerFixture.Channel("map");
        await using var subscription = await client.SubscribeAsync(channel).Within();
        for (var i = 1; i <= 200; i++)
            await publisher.PublishAsync(channel, "value", i, new PublishOptions { Key = $"key{i % 4}" }).Within();

        var (last, merged) = (new Dictionary<string, int>(), 0);
        await foreach (var publication in subscription)
        {
            last[publication.Key!] = publication.DataAs<int>();
            merged += publication.Merged ?? 0;
            if (last.Count == 4 && last.Values.Min() == 197)
                break;
        }

        Assert.Equal([197, 198, 199, 200], last.Values.Order());
        Assert.True(merged > 0, "nothing was merged");
    }

    [Fact]
    public async Task Presence_OfTwoClients_IsSeenComingAndGoing()
    {
        await using var watcher = fixture.Client();
        var channel = ServerFixture.Channel();
        var views = new Recorder<PresenceSnapshot>();
        await using var watching = await watcher.SubscribeAsync(channel, new SubscriptionOptions { Presence = true, OnPresence = (view, _) => views.Add(view) }).Within();
        await using var guest = fixture.Client();
        await using (await guest.SubscribeAsync(channel).Within())
        {
            await views.FirstAsync(view => view is { Users: 2, Connections: 2 });
            await guest.UpdatePresenceAsync(channel, new { mood = "fine" }).Within();
            await views.FirstAsync(view => view.Members.Any(member => member.Connections.Any(connection => connection.Data is not null)));
            Assert.Equal(2, (await watcher.ReadPresenceAsync(channel).Within()).Users);
        }

        await views.UntilAsync(all => all[^1].Users == 1);
        Assert.Equal(1, watching.Presence!.Users);
    }

    [Fact]
    public async Task Signals_BetweenClients_Arrive()
    {
        await using var one = fixture.Client();
        await using var two = fixture.Client();
        var channel = ServerFixture.Channel("signal");
        var heard = new Recorder<Signal>();
        await using var subscription = await one.SubscribeAsync(channel, new SubscriptionOptions { OnSignal = heard.Add }).Within();
        Assert.Null(subscription.Position);
        await two.SignalAsync(channel, "wave", new { hand = "left" }).Within();
        Assert.Equal("left", (await heard.CountAsync(1))[0].DataAs<Dictionary<string, string>>()!["hand"]);
        var refusal = await Assert.ThrowsAsync<HubCallException>(() => two.PublishAsync(channel, "number", 1).Within());
        Assert.Equal(ErrorCode.BadRequest, refusal.Code);
    }

    [Fact]
    public async Task Reads_OfHistoryStateAndCursors_GiveWhatWasPublished()
    {
        var token = await GuestAsync("Reader");
        await using var client = fixture.Client(options => options with { AccessTokenProvider = _ => ValueTask.FromResult<string?>(token) });
        var (log, map) = (ServerFixture.Channel(), ServerFixture.Channel("map"));
        for (var i = 1; i <= 5; i++)
        {
            await client.PublishAsync(log, "number", i).Within();
            await client.PublishAsync(map, "value", i, new PublishOptions { Key = $"key{i}" }).Within();
        }

        var page = await client.ReadHistoryAsync(log, after: 1, limit: 2).Within();
        Assert.True(page.HasMore);
        Assert.Equal([2, 3], page.Publications.Select(publication => publication.Offset));
        Assert.Equal(["key1", "key2", "key3", "key4", "key5"], (await client.ReadStateAsync(map).Within()).Entries.Select(entry => entry.Key));
        Assert.Equal(2, (await client.MarkReadAsync(log, 3).Within()).Unread);
        Assert.Equal(3, Assert.Single((await client.ReadCursorsAsync([log]).Within()).Cursors).Offset);
        Assert.NotNull(client.Welcome!.UserId);
    }

    [Fact]
    public async Task Drain_ServerStoppedAndStartedAgain_ClientComesBackByItself()
    {
        using var data = new TempFolder();
        var settings = new ServerSettings { DataPath = data.File("data"), Port = FreePort.Find() };
        var first = await ServerProcess.StartAsync(settings);
        await using var client = new HubClient(ServerFixture.Options(first.HubAddress));
        var states = new Recorder<ConnectionState>();
        client.StateChanged += (_, change) => states.Add(change.Current);
        await client.ConnectAsync().Within();
        Assert.Equal(0, await first.StopAsync());
        await first.DisposeAsync();
        var publish = client.PublishAsync("topic:a", "number", 1);
        await using var second = await ServerProcess.StartAsync(settings);
        Assert.Equal(1, (await publish.Within()).Position.Offset);
        Assert.DoesNotContain(ConnectionState.Closed, states.Items);
    }

    private async Task<string> GuestAsync(string name)
    {
        using var http = new HttpClient { BaseAddress = fixture.Server.Address };
        var answer = await http.PostAsJsonAsync("auth/guest", new GuestRequest(name), HubJson.Default.GuestRequest);
        return (await answer.Content.ReadFromJsonAsync(HubJson.Default.GuestToken))!.Token;
    }
}
