using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Hosting;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Core;

/// <summary>The real server within this process, so that tests can reach what no client can; real sockets all the same.</summary>
public sealed class HostedHub : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly WebApplication app;

    private HostedHub(params string[] options)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = "Development",
            Args = ["--urls", "http://127.0.0.1:0", "--Hub:DataPath", folder.File("data"), .. options],
        });
        builder.Logging.ClearProviders();
        app = builder.AddRealtimeHub().Build().UseRealtimeHub();
    }

    public Uri Address { get; private set; } = null!;

    public Uri HubAddress => new(Address, "hub");

    internal Connections Connections => Get<Connections>();

    public static async Task<HostedHub> StartAsync(params string[] options)
    {
        var hub = new HostedHub(options);
        await hub.app.StartAsync();
        hub.Address = new Uri(hub.Get<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return hub;
    }

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>Stops in good order, with a drain.</summary>
    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        // A drain waits for clients to go: whoever is still here in a test is not worth waiting for.
        foreach (var connection in Connections.All)
            connection.Context.Abort();
        await app.DisposeAsync();
        folder.Dispose();
    }
}
