using RealtimeHub.Client;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Client;

/// <summary>Subscriptions to channels that nothing was ever published to, over a restart: nothing was lost, so there is no gap.</summary>
public sealed class NeverPublishedTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Restart_OfTheServer_KeepsTheSubscriptionAndReplaysFromTheFirst(bool killed)
    {
        using var folder = new TempFolder();
        var settings = new ServerSettings { DataPath = folder.Path };
        var channel = ServerFixture.Channel();
        await using var first = await ServerProcess.StartAsync(settings);
        await using var client = new HubClient(ServerFixture.Options(first.HubAddress));
        await using var subscription = await client.SubscribeAsync(channel, new SubscriptionOptions { OnGap = OnGap.Fail }).Within();
        var before = subscription.Position!.Value;
        if (killed)
            await first.KillAsync();
        else
            Assert.Equal(0, await first.StopAsync());

        await using var second = await ServerProcess.StartAsync(settings with { Port = first.Address.Port });
        await using (var publisher = new HubClient(ServerFixture.Options(second.HubAddress)))
        {
            for (var i = 1; i <= 3; i++)
                Assert.Equal(new Position(before.Epoch, i), (await publisher.PublishAsync(channel, "number", i).Within()).Position);
        }

        var seen = await subscription.TakeAsync(3).Within();
        Assert.Equal([1, 2, 3], seen.Select(publication => publication.DataAs<int>()));
        Assert.Equal([1L, 2L, 3L], seen.Select(publication => publication.Offset));
    }
}
