using RealtimeHub.Client;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Client;

public sealed class TransportTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    public static TheoryData<HubTransports, HubEncoding> Ways() => new()
    {
        { HubTransports.WebSockets, HubEncoding.Json },
        { HubTransports.ServerSentEvents, HubEncoding.Json },
        { HubTransports.LongPolling, HubEncoding.Json },
        { HubTransports.WebSockets, HubEncoding.MessagePack },
        { HubTransports.LongPolling, HubEncoding.MessagePack },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task SubscribeAndPublish_OnEachTransport_DeliversInOrder(HubTransports transport, HubEncoding encoding)
    {
        await using var client = fixture.Client(options => options with { Transports = transport, Protocol = encoding });
        var channel = ServerFixture.Channel();
        await using var subscription = await client.SubscribeAsync(channel).Within();
        Assert.Equal(transport, client.Transport);
        for (var i = 1; i <= 20; i++)
            Assert.Equal(i, (await client.PublishAsync(channel, "number", new { value = i }).Within()).Position.Offset);

        var seen = await subscription.TakeAsync(20).Within();
        Assert.Equal(Enumerable.Range(1, 20), seen.Select(publication => (int)publication.Offset));
        Assert.Equal(Enumerable.Range(1, 20), seen.Select(publication => publication.DataAs<Dictionary<string, int>>()!["value"]));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task SubscribeAsync_Resolved_EverythingUpToPositionHasBeenHandedOver(HubTransports transport, HubEncoding encoding)
    {
        await using var client = fixture.Client(options => options with { Transports = transport, Protocol = encoding });
        var channel = ServerFixture.Channel();
        for (var i = 1; i <= 90; i++)
            await client.PublishAsync(channel, "number", i).Within();

        var handled = new List<long>();
        var options = new SubscriptionOptions { Last = 80 }.On<int>("number", (_, publication) => handled.Add(publication.Offset));
        await using var subscription = await client.SubscribeAsync(channel, options).Within();
        Assert.Equal(90, subscription.LastReply.Position.Offset);
        Assert.Equal(Enumerable.Range(11, 80).Select(offset => (long)offset), handled);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Subscribe_StateMode_TellsEveryKeyOnce(HubTransports transport, HubEncoding encoding)
    {
        await using var client = fixture.Client(options => options with { Transports = transport, Protocol = encoding });
        var channel = ServerFixture.Channel("map");
        for (var i = 0; i < 30; i++)
            await client.PublishAsync(channel, "value", i, new PublishOptions { Key = $"key{i % 10}" }).Within();

        var values = new Dictionary<string, int>();
        var options = new SubscriptionOptions().On<int>("value", (value, publication) => values.Add(publication.Key!, value));
        await using var subscription = await client.SubscribeAsync(channel, options).Within();
        Assert.Equal(ChannelMode.State, subscription.Mode);
        Assert.Equal(Enumerable.Range(20, 10), values.Values.Order());
    }

    [Theory]
    [InlineData(false, HubTransports.ServerSentEvents)]
    [InlineData(true, HubTransports.LongPolling)]
    public async Task ConnectAsync_TransportsRefusedByAProxy_FallsBackToTheNext(bool refusesEventStreams, HubTransports expected)
    {
        await using var proxy = CuttingProxy.Start(fixture.Server.Address);
        (proxy.RefusesWebSockets, proxy.RefusesEventStreams) = (true, refusesEventStreams);
        await using var client = new HubClient(ServerFixture.Options(new Uri(proxy.Address, "hub")));
        await client.ConnectAsync().Within();
        Assert.Equal(expected, client.Transport);

        var channel = ServerFixture.Channel();
        await using var subscription = await client.SubscribeAsync(channel).Within();
        await client.PublishAsync(channel, "number", 1).Within();
        Assert.Single(await subscription.TakeAsync(1).Within());
    }
}
