using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Core;

/// <summary>What a bare SignalR client gets, told by the official JavaScript client: the newest one and an old major.</summary>
public sealed class StockClientTests(UnhurriedServer server) : IClassFixture<UnhurriedServer>
{
    public static TheoryData<string, string, string> Clients => new()
    {
        { "10", "WebSockets", "json" },
        { "10", "ServerSentEvents", "json" },
        { "10", "LongPolling", "json" },
        { "10", "WebSockets", "messagepack" },
        { "10", "LongPolling", "messagepack" },
        { "6", "WebSockets", "json" },
        { "6", "ServerSentEvents", "json" },
        { "6", "LongPolling", "json" },
    };

    [Theory]
    [MemberData(nameof(Clients))]
    public Task Channels_StockClient_KeepTheirPromises(string client, string transport, string protocol) =>
        StockClient.RunAsync("core.mjs", server.Address, client, transport, protocol);

    [Theory]
    [Trait("Safety", "B15")]
    [Trait("Safety", "B16")]
    [Trait("Safety", "L18")]
    [Trait("Safety", "L19")]
    [MemberData(nameof(Clients))]
    public Task BadInput_StockClient_IsRefusedWithCodeAndFieldOnALivingConnection(string client, string transport, string protocol) =>
        StockClient.RunAsync("refusals.mjs", server.Address, client, transport, protocol);
}

/// <summary>The real server without limits of rates.</summary>
public sealed class UnhurriedServer : IAsyncLifetime
{
    private ServerProcess server = null!;

    public Uri Address => server.Address;

    public async Task InitializeAsync()
    {
        string[] rates = ["Calls", "Publishes", "Signals", "Subscribes", "HistoryReads", "PresenceUpdates", "NewChannels", "Negotiations"];

        // So long that leaving at once and leaving after it are told apart on a slow machine, too; core.mjs knows it.
        var settings = new ServerSettings().With("Hub:Presence:GracePeriod", "00:00:20");
        server = await ServerProcess.StartAsync(rates.Aggregate(settings, (settings, rate) => settings.With($"Hub:Limits:{rate}PerSecond", "0")));
    }

    public async Task DisposeAsync() => await server.DisposeAsync();
}
