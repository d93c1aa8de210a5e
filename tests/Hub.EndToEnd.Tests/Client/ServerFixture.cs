using RealtimeHub.Client;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Client;

/// <summary>One server for the tests of a class, and clients for it.</summary>
public class ServerFixture : IAsyncLifetime
{
    public ServerProcess Server { get; private set; } = null!;

    /// <summary>How the server is started.</summary>
    protected virtual ServerSettings Settings { get; } = new();

    public async Task InitializeAsync() => Server = await ServerProcess.StartAsync(Settings);

    public async Task DisposeAsync() => await Server.DisposeAsync();

    /// <summary>A client of this server that comes back fast.</summary>
    public HubClient Client(Func<HubClientOptions, HubClientOptions>? change = null) => new(Options(Server.HubAddress, change));

    /// <summary>Options for a hub's address, with short waits and a seeded spread.</summary>
    public static HubClientOptions Options(Uri hub, Func<HubClientOptions, HubClientOptions>? change = null)
    {
        var options = new HubClientOptions
        {
            Url = hub,
            FirstRetryDelay = TimeSpan.FromMilliseconds(50),
            LongestRetryDelay = TimeSpan.FromMilliseconds(500),
            Random = new Random(1),
        };
        return change?.Invoke(options) ?? options;
    }

    /// <summary>A channel that no other test uses.</summary>
    public static string Channel(string @namespace = "topic") => $"{@namespace}:{Guid.NewGuid():N}";
}

/// <summary>A server without limits of rates, for tests that hurry.</summary>
public sealed class HurriedServerFixture : ServerFixture
{
    protected override ServerSettings Settings { get; } = new ServerSettings()
        .With("Hub:Limits:PublishesPerSecond", "0")
        .With("Hub:Limits:CallsPerSecond", "0")
        .With("Hub:Limits:SubscribesPerSecond", "0")
        .With("Hub:Limits:NegotiationsPerSecond", "0");
}
