using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Client.Tests.Subscriptions;

public sealed class SubscriptionSetTests
{
    [Fact]
    public async Task SubscribeAsync_ManyChannelsOnAServerThatTakesTenASecond_AreAllGrantedWithFewRefusals()
    {
        var (granted, refused) = (0, 0);
        var script = new HubScript();
        script.SubscribeManyAllowed = count =>
        {
            // As a server with a burst of ten: whole calls of more are refused.
            if (count > 10 || Interlocked.Add(ref granted, count) % 30 == 0)
            {
                Interlocked.Increment(ref refused);
                return "rate_limited: too many subscriptions; retry after 20 ms";
            }

            return null;
        };
        await using var server = await ScriptedServer.StartAsync(script);
        await using var client = new ScriptedClient(server.Hub);
        var subscribing = Enumerable.Range(0, 100).Select(i => client.Hub.SubscribeAsync($"topic:{i}")).ToList();
        await Task.WhenAll(subscribing).Within();
        Assert.InRange(refused, 1, 20);
    }
}
