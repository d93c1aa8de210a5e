using System.Text.Json;
using RealtimeHub.EndToEnd.Tests.Core;
using RealtimeHub.TestKit;
using Xunit.Abstractions;

namespace RealtimeHub.EndToEnd.Tests.Feeds;

/// <summary>A feed with the official JavaScript client alone, on every protocol and transport, its connections cut and the server killed in the middle.</summary>
public sealed class StockClientFeedTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("10", "WebSockets", "json")]
    [InlineData("10", "WebSockets", "messagepack")]
    [InlineData("10", "ServerSentEvents", "json")]
    [InlineData("10", "LongPolling", "json")]
    [InlineData("10", "LongPolling", "messagepack")]
    [InlineData("6", "WebSockets", "json")]
    public async Task Values_StockClientOverCutsAndAKill_EndAtTheSourcesAndNeverGoBack(string client, string transport, string protocol)
    {
        await using var server = await FeedServer.StartAsync();
        await using var proxy = CuttingProxy.Start(server.Address);
        await StockClient.RunAsync("feeds.mjs", proxy.Address, DisturbAsync, server.Address.AbsoluteUri, client, transport, protocol, "7");
        output.WriteLine($"proof: stock client {client} over {transport} and {protocol}: {proxy.Cuts} cuts and a kill");
        Assert.True(proxy.Cuts > 2, "the proxy did not cut");

        async Task DisturbAsync(Recorder<JsonElement> messages)
        {
            for (var seen = 0; ;)
            {
                var all = await messages.UntilAsync(messages => messages.Count > seen);
                var story = all[seen++].GetProperty("story").GetString();
                if (story == "cut")
                    proxy.CutAll();
                else if (story == "kill")
                    await server.KillAndRestartAsync();
                else
                    return;
            }
        }
    }
}
