using RealtimeHub.Client;
using RealtimeHub.EndToEnd.Tests.Client;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Network;

namespace RealtimeHub.EndToEnd.Tests.Feeds;

/// <summary>A server to whose feeds everyone may publish, that is killed and started again with the same address and data.</summary>
internal sealed class FeedServer : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly ServerSettings settings;
    private ServerProcess server = null!;

    private FeedServer()
    {
        string[] rates = ["Calls", "Publishes", "Subscribes", "HistoryReads", "NewChannels", "Negotiations"];
        settings = rates.Aggregate(
            new ServerSettings { Port = FreePort.Find(), DataPath = folder.File("data") }.With("Hub:Namespaces:feed:Publish", "anyone"),
            (settings, rate) => settings.With($"Hub:Limits:{rate}PerSecond", "0"));
    }

    public Uri Address => server.Address;

    public static async Task<FeedServer> StartAsync()
    {
        var feeds = new FeedServer();
        feeds.server = await ServerProcess.StartAsync(feeds.settings);
        return feeds;
    }

    public HubClient Client(Uri? through = null, Func<HubClientOptions, HubClientOptions>? change = null) =>
        new(ServerFixture.Options(new Uri(through ?? Address, "hub"), change));

    public async Task KillAndRestartAsync()
    {
        await server.KillAsync();
        await server.DisposeAsync();
        server = await ServerProcess.StartAsync(settings);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        folder.Dispose();
    }
}
