using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Hosting;
using RealtimeHub.Server.Identity;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Core;

/// <summary>The real server within this process, so that tests can reach what no client can; real sockets all the same.</summary>
public sealed class HostedHub : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly LogRecorder log = new();
    private readonly WebApplication app;

    private HostedHub(TimeProvider? time, string[] options)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = "Development",
            Args = ["--urls", "http://127.0.0.1:0", "--Hub:DataPath", folder.File("data"), .. options],
        });
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(log);
        builder.Logging.AddFilter<LogRecorder>("Microsoft.AspNetCore.Http.Connections.Internal.HttpConnectionManager", LogLevel.Debug);
        builder.AddRealtimeHubServer();
        if (time is not null)
        {
            builder.Services.AddSingleton(time);

            // This one is the transport's own and does not go by the test's clock.
            builder.Services.Configure<ConnectionOptions>(transport => transport.DisconnectTimeout = TestTimeout.Usual);
        }

        app = builder.Build().UseRealtimeHubServer();
    }

    public Uri Address { get; private set; } = null!;

    public Recorder<string> Log => log.Lines;

    public Uri HubAddress => new(Address, "hub");

    internal Connections Connections => Get<Connections>();

    public static Task<HostedHub> StartAsync(params string[] options) => StartAsync(null, options);

    /// <summary>Starts one on a clock of the test's.</summary>
    public static async Task<HostedHub> StartAsync(TimeProvider? time, params string[] options)
    {
        var hub = new HostedHub(time, options);
        await hub.app.StartAsync();
        hub.Address = new Uri(hub.Get<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return hub;
    }

    /// <summary>A token of a user.</summary>
    public string TokenOf(string userId, TimeSpan? lifetime = null) => Get<JwtWriter>().Write(new TokenClaims
    {
        UserId = userId,
        Name = "The name of " + userId,
        Expires = Get<TimeProvider>().GetUtcNow() + (lifetime ?? TimeSpan.FromHours(1)),
    });

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>Stops in good order, with a drain.</summary>
    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        // A drain waits for clients to go: clients that are still here in a test are not worth waiting for.
        foreach (var connection in Connections.All)
            connection.Context.Abort();
        await app.DisposeAsync();
        folder.Dispose();
        Secrets.AreInNone(Log.Items);
    }
}
