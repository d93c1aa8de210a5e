using RealtimeHub.Client;
using RealtimeHub.TestKit;
using Xunit.Abstractions;

namespace RealtimeHub.EndToEnd.Tests.Feeds;

/// <summary>The dictionary is always right: over random values, keys, rates, pauses and cuts, and a server that is killed.</summary>
public sealed class LiveFeedTests(ITestOutputHelper output)
{
    public static TheoryData<HubTransports, HubEncoding> Ways() => Client.TransportTests.Ways();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Values_CutsAndAKilledServer_EndAtTheSourcesAndNeverGoBack(HubTransports transport, HubEncoding encoding)
    {
        var rounds = TestTimeout.IsLongRun ? 2_000 : 150;
        var seed = (int)transport * 10 + (int)encoding;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var server = await FeedServer.StartAsync();
        await using var proxy = CuttingProxy.Start(server.Address);
        await using var publisher = server.Client();
        var market = new MarketSource(publisher, "shares", random);
        await market.ChangeAsync(100);
        await using var steady = await MarketViewer.OpenAllAsync(server.Client(proxy.Address, Way), "shares");
        var viewers = new List<MarketViewer>();
        for (var i = 0; i < 4; i++)
            viewers.Add(await MarketViewer.OpenAsync(server.Client(proxy.Address, Way), "shares", new Random(seed + i)));
        for (var round = 0; round < rounds; round++)
        {
            await market.ChangeAsync(random.Next(1, 40));
            if (random.Next(3) == 0)
                viewers[random.Next(viewers.Count)].ChangeMind();
            if (random.Next(20) == 0)
                proxy.CutAll();
            // Now and then one is let catch up, so that they are cut in the middle of live values, too.
            if (round % 5 == 0)
                await steady.ShowsAsync(market.Present);
            if (round == rounds / 2)
            {
                await server.KillAndRestartAsync();
                await market.RepeatAsync();
            }
        }

        viewers.Add(steady);
        foreach (var viewer in viewers)
            await viewer.EndsAtAsync(market.Present);
        output.WriteLine($"proof: live feeds over {transport} and {encoding}: {proxy.Cuts} cuts and a kill, {viewers.Sum(viewer => viewer.Feed.Received)} values, {viewers.Sum(viewer => viewer.Feed.Merged)} merged");
        Assert.All(viewers, viewer => Assert.Empty(viewer.Faults.Items));
        Assert.True(proxy.Cuts > 2, "the proxy did not cut");
        foreach (var viewer in viewers)
            await viewer.DisposeAsync();

        HubClientOptions Way(HubClientOptions options) => options with { Transports = transport, Protocol = encoding };
    }
}
