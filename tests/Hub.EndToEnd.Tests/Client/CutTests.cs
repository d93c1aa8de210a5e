using RealtimeHub.Client;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;
using Xunit.Abstractions;

namespace RealtimeHub.EndToEnd.Tests.Client;

/// <summary>Connections cut at random bytes, of the publisher and of the subscriber: nothing is lost, nothing comes twice.</summary>
public sealed class CutTests(HurriedServerFixture fixture, ITestOutputHelper output) : IClassFixture<HurriedServerFixture>
{
    public static TheoryData<HubTransports, HubEncoding> Ways() => TransportTests.Ways();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task PublishAndSubscribe_CutAtRandomBytes_NothingLostNothingTwice(HubTransports transport, HubEncoding encoding)
    {
        var (publishes, cuts) = TestTimeout.IsLongRun ? (4000, 200) : (300, 15);
        var seed = (int)transport * 10 + (int)encoding;
        output.WriteLine($"seed {seed}");
        await using var toPublisher = CuttingProxy.Start(fixture.Server.Address);
        await using var toSubscriber = CuttingProxy.Start(fixture.Server.Address);
        await using var publisher = Through(toPublisher, transport, encoding);
        await using var subscriber = Through(toSubscriber, transport, encoding);
        var channel = ServerFixture.Channel();
        var resets = 0;
        var options = new SubscriptionOptions { OnReset = (_, _) => { resets++; return ValueTask.CompletedTask; } };
        await using var subscription = await subscriber.SubscribeAsync(channel, options).Within();
        await publisher.ConnectAsync().Within();
        toPublisher.CutAtRandom(new Random(seed), cuts, 200, 6000);
        toSubscriber.CutAtRandom(new Random(seed + 1), cuts, 200, 6000);
        toPublisher.CutAll();
        toSubscriber.CutAll();

        var reading = subscription.TakeAsync(publishes);
        var results = new List<PublishResult>();
        for (var i = 1; i <= publishes; i++)
        {
            results.Add(await publisher.PublishAsync(channel, "number", i).Within());
            // A cut drawn for bytes to the server may wait for more than a subscriber ever sends.
            if (i % 20 == 0)
                toSubscriber.CutAll();
        }

        var seen = await reading.Within();
        output.WriteLine($"proof: .NET client cut {toPublisher.Cuts} and {toSubscriber.Cuts} times, publishes repeated {results.Count(result => result.Duplicate)}");
        Assert.Equal(Enumerable.Range(1, publishes), seen.Select(publication => publication.DataAs<int>()));
        Assert.Equal(Enumerable.Range(1, publishes), seen.Select(publication => (int)publication.Offset));
        Assert.Equal(publishes, (await publisher.ReadHistoryAsync(channel, limit: 1).Within()).Position.Offset);
        Assert.Equal(0, resets);
        Assert.True(toPublisher.Cuts + toSubscriber.Cuts > 2, "the proxies did not cut");
    }

    [Theory]
    [InlineData(HubTransports.WebSockets)]
    [InlineData(HubTransports.ServerSentEvents)]
    [InlineData(HubTransports.LongPolling)]
    public async Task Subscribe_StateModeCutAtRandomBytes_EveryKeyEndsAtItsLastValueAndNeverGoesBack(HubTransports transport)
    {
        const int Publishes = 300;
        await using var proxy = CuttingProxy.Start(fixture.Server.Address);
        await using var publisher = fixture.Client();
        await using var subscriber = Through(proxy, transport, HubEncoding.Json);
        var channel = ServerFixture.Channel("map");
        var seen = new Recorder<Publication>();
        var options = new SubscriptionOptions { OnPublication = (publication, _) => { seen.Add(publication); return ValueTask.CompletedTask; } };
        await using var subscription = await subscriber.SubscribeAsync(channel, options).Within();
        proxy.CutAtRandom(new Random((int)transport), 15, 200, 3000);
        proxy.CutAll();
        for (var i = 1; i <= Publishes; i++)
        {
            await publisher.PublishAsync(channel, "value", i, new PublishOptions { Key = $"key{i % 7}" }).Within();
            // Now and then the subscriber is let catch up, so that it is cut in the middle of live values, too.
            if (i % 20 == 0)
                await seen.FirstAsync(publication => publication.Offset == i).Within();
            // A cut drawn for bytes to the server may wait for more than the subscriber ever sends.
            if (i % 60 == 0)
                proxy.CutAll();
        }

        var all = await seen.UntilAsync(publications => publications
            .GroupBy(publication => publication.Key).Select(key => key.Max(publication => publication.Offset)).Order()
            .SequenceEqual(Enumerable.Range(Publishes - 6, 7).Select(offset => (long)offset)));
        foreach (var key in all.GroupBy(publication => publication.Key))
            Assert.Equal(key.Select(publication => publication.Offset).Distinct().Order(), key.Select(publication => publication.Offset));
        Assert.True(proxy.Cuts > 2, "the proxy did not cut");
    }

    private static HubClient Through(CuttingProxy proxy, HubTransports transport, HubEncoding encoding) =>
        new(ServerFixture.Options(new Uri(proxy.Address, "hub"), options => options with { Transports = transport, Protocol = encoding }));
}
