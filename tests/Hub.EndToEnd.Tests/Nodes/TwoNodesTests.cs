using RealtimeHub.Client;
using RealtimeHub.EndToEnd.Tests.Client;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Nodes;

/// <summary>Two servers on one Redis, as docs/scaling.md has them.</summary>
public sealed class TwoNodesTests : IAsyncLifetime
{
    private RedisServer redis = null!;

    public async Task InitializeAsync() => redis = await RedisServer.StartAsync();

    public async Task DisposeAsync() => await redis.DisposeAsync();

    [Fact]
    public async Task Publications_OfEitherNode_ReachTheClientsOfBothAndOutliveANode()
    {
        await using var first = await ServerProcess.StartAsync(Settings);
        await using var second = await ServerProcess.StartAsync(Settings);
        var channel = ServerFixture.Channel();
        await using var one = new HubClient(ServerFixture.Options(first.HubAddress));
        await using var other = new HubClient(ServerFixture.Options(second.HubAddress));
        await using var ofOne = await one.SubscribeAsync(channel).Within();
        await using var ofOther = await other.SubscribeAsync(channel).Within();

        for (var i = 1; i <= 10; i++)
            await (i % 2 == 0 ? one : other).PublishAsync(channel, "number", i).Within();

        foreach (var subscription in new[] { ofOne, ofOther })
            Assert.Equal(Enumerable.Range(1, 10), (await subscription.TakeAsync(10).Within()).Select(publication => publication.DataAs<int>()));

        // The node is gone, and what came through it is there.
        await first.KillAsync();
        await other.PublishAsync(channel, "number", 11).Within();
        await using var newcomer = new HubClient(ServerFixture.Options(second.HubAddress));
        await using var late = await newcomer.SubscribeAsync(channel, new SubscriptionOptions { Since = new Position(ofOther.Position!.Value.Epoch, 0), OnGap = OnGap.Fail }).Within();
        Assert.Equal(Enumerable.Range(1, 11).Select(i => (long)i), (await late.TakeAsync(11).Within()).Select(publication => publication.Offset));
    }

    [Fact]
    public async Task Redis_AwayAndBack_TakesNoRestartOfTheServer()
    {
        await using var server = await ServerProcess.StartAsync(Settings);
        var channel = ServerFixture.Channel();
        await using var client = new HubClient(ServerFixture.Options(server.HubAddress));
        await using var subscription = await client.SubscribeAsync(channel).Within();
        await client.PublishAsync(channel, "number", 1).Within();
        using var http = new HttpClient { BaseAddress = server.Address };

        await redis.KillAsync();
        await TestTimeout.Until(async () => (await http.GetStringOf("health/ready")).Contains("no connection to Redis", StringComparison.Ordinal));
        await redis.RestartAsync();
        await TestTimeout.Until(async () => (await http.GetAsync("health/ready")).IsSuccessStatusCode);

        await client.PublishAsync(channel, "number", 2).Within();
        Assert.Equal([1L, 2L], (await subscription.TakeAsync(2).Within()).Select(publication => publication.Offset));
    }

    private ServerSettings Settings => new ServerSettings().With("Hub:Engine", "redis").With("Hub:Redis:Configuration", redis.Configuration);
}

internal static class HttpClientReading
{
    /// <summary>The body, whatever the status.</summary>
    public static async Task<string> GetStringOf(this HttpClient http, string address) => await (await http.GetAsync(address)).Content.ReadAsStringAsync();
}
