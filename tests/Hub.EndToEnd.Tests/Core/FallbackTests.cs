using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Core;

/// <summary>The official JavaScript client behind a proxy that refuses the better transports.</summary>
public sealed class FallbackTests(UnhurriedServer server) : IClassFixture<UnhurriedServer>
{
    [Theory]
    [InlineData("10", false, "ServerSentEvents")]
    [InlineData("10", true, "LongPolling")]
    [InlineData("6", false, "ServerSentEvents")]
    [InlineData("6", true, "LongPolling")]
    public async Task Connect_TransportsRefusedByAProxy_FallsBackToTheNext(string client, bool refusesEventStreams, string expected)
    {
        await using var proxy = CuttingProxy.Start(server.Address);
        (proxy.RefusesWebSockets, proxy.RefusesEventStreams) = (true, refusesEventStreams);

        await StockClient.RunAsync("fallback.mjs", proxy.Address, client, expected);
    }
}
