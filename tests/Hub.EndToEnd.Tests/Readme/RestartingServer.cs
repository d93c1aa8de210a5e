using RealtimeHub.Client;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Network;

namespace RealtimeHub.EndToEnd.Tests.Readme;

/// <summary>A server that is killed and started again with the same address and data.</summary>
internal sealed class RestartingServer : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly ServerSettings settings;
    private ServerProcess server = null!;

    private RestartingServer() => settings = new ServerSettings { Port = FreePort.Find(), DataPath = folder.File("data") };

    public Uri Address => server.Address;

    public static async Task<RestartingServer> StartAsync()
    {
        var restarting = new RestartingServer();
        restarting.server = await ServerProcess.StartAsync(restarting.settings);
        return restarting;
    }

    /// <summary>An example's text with this server's address in the place of the README's.</summary>
    public string Here(string example)
    {
        Assert.Contains(MarkdownCode.Address, example, StringComparison.Ordinal);
        return example.Replace(MarkdownCode.Address, Address.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal);
    }

    /// <summary>Kills the server, starts it again and at once publishes a headline, which a client that subscribes again without its position would miss.</summary>
    public async Task RestartAndPublishAsync(string text)
    {
        await server.KillAsync();
        await server.DisposeAsync();
        server = await ServerProcess.StartAsync(settings);
        await using var client = new HubClient(server.HubAddress);
        await client.PublishAsync("topic:news", "headline", new { text }).Within();
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        folder.Dispose();
    }
}
