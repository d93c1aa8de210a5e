using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeHub.Server.Hosting;
using RealtimeHub.Server.Hubs;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Core;

/// <summary>What a hub of the embedding application's own reaches: its own clients and groups, whom it can also ask.</summary>
public sealed class OwnHubReachTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private WebApplication app = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = "Development",
            Args = ["--urls", "http://127.0.0.1:0", "--Hub:DataPath", folder.File("data"), "--Hub:Engine", "memory", "--Hub:Limits:NegotiationsPerSecond", "0"],
        });
        builder.Logging.ClearProviders();
        builder.AddRealtimeHubServer();
        app = builder.Build().UseRealtimeHubServer();
        app.MapRealtimeHub<AskingHub>("/asking");
        await app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Send_ToAllAndToAGroup_ReachesTheHubsOwnClientsOnly()
    {
        await using var own = ConnectionTo("asking");
        await using var other = ConnectionTo("hub");
        var (told, heard) = (Listen(own), Listen(other));
        await own.StartAsync().Within();
        await other.StartAsync().Within();
        await own.InvokeAsync("Join", "room:a").Within();

        await own.InvokeAsync("TellAll", "from the own hub").Within();
        await Channels.Clients.All.SendAsync("Told", "from the hub");
        await Channels.Clients.Group("room:a").SendAsync("Told", "to the hub's group");
        await Own.Clients.Group("room:a").SendAsync("Told", "to the own group");

        // What would come wrongly is written before what is waited for.
        await told.FirstAsync(text => text == "to the own group");
        Assert.Equal(["from the own hub", "to the own group"], told.Items);
        await Channels.Clients.All.SendAsync("Told", "last");
        await heard.FirstAsync(text => text == "last");
        Assert.Equal(["from the hub", "last"], heard.Items);
    }

    [Theory]
    [InlineData(HttpTransportType.WebSockets)]
    [InlineData(HttpTransportType.ServerSentEvents)]
    [InlineData(HttpTransportType.LongPolling)]
    public async Task Invoke_AClient_GivesItsResultOrItsError(HttpTransportType transport)
    {
        await using var own = ConnectionTo("asking", transport);
        own.On<int, int, int>("Add", (one, two) => one + two);
        own.On<int, string>("Refuse", (Func<int, string>)(_ => throw new InvalidOperationException("not today")));
        await own.StartAsync().Within();
        var client = Own.Clients.Client(own.ConnectionId!);

        Assert.Equal(5, await client.InvokeAsync<int>("Add", 2, 3, CancellationToken.None).Within());
        var many = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => client.InvokeAsync<int>("Add", n, n, CancellationToken.None))).Within();
        Assert.Equal(Enumerable.Range(0, 50).Select(n => 2 * n), many);
        Assert.Contains("not today", (await Assert.ThrowsAsync<HubException>(() => client.InvokeAsync<string>("Refuse", 1, CancellationToken.None).Within())).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<HubException>(() => client.InvokeAsync<int>("NoSuchMethod", 1, CancellationToken.None).Within());
        await Assert.ThrowsAsync<IOException>(() => Own.Clients.Client("nobody").InvokeAsync<int>("Add", 2, 3, CancellationToken.None).Within());
    }

    [Fact]
    public async Task Invoke_AClientThatGoesOrIsWaitedForNoMore_Ends()
    {
        await using var own = ConnectionTo("asking");
        var asked = new Recorder<int>();
        var never = new TaskCompletionSource<int>();
        own.On<int, int>("Wait", number =>
        {
            asked.Add(number);
            return never.Task;
        });
        await own.StartAsync().Within();
        var client = Own.Clients.Client(own.ConnectionId!);
        using var patience = new CancellationTokenSource();

        var given = client.InvokeAsync<int>("Wait", 1, patience.Token);
        var lost = client.InvokeAsync<int>("Wait", 2, CancellationToken.None);
        await asked.FirstAsync(number => number == 1);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given.Within());
        await own.StopAsync().Within();

        await Assert.ThrowsAsync<IOException>(() => lost.Within());
    }

    private static Recorder<string> Listen(HubConnection connection)
    {
        var told = new Recorder<string>();
        connection.On<string>("Told", told.Add);
        return told;
    }

    private IHubContext<AskingHub> Own => app.Services.GetRequiredService<IHubContext<AskingHub>>();

    private IHubContext<ChannelHub> Channels => app.Services.GetRequiredService<IHubContext<ChannelHub>>();

    private HubConnection ConnectionTo(string hub, HttpTransportType transport = HttpTransportType.WebSockets) =>
        new HubConnectionBuilder().WithUrl(new Uri(new Uri(app.Urls.First()), hub), transport).Build();
}

/// <summary>Joins groups and tells everybody.</summary>
public sealed class AskingHub : Hub
{
    public Task Join(string group) => Groups.AddToGroupAsync(Context.ConnectionId, group);

    public Task TellAll(string text) => Clients.All.SendAsync("Told", text);
}
