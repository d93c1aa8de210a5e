using RealtimeHub.EndToEnd.Tests.Raw;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Server.Presence;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Core;

/// <summary>However a connection ends, nothing of it stays behind.</summary>
public sealed class NothingLeftTests
{
    private static readonly string[] NoRates =
    [
        "--Hub:Limits:NegotiationsPerSecond", "0", "--Hub:Limits:CallsPerSecond", "0", "--Hub:Limits:CountLoopback", "true",
        "--Hub:Limits:ConnectionsPerAddress", "0", "--Hub:Limits:UnattachedPerAddress", "0", "--Hub:Presence:GracePeriod", "00:00:00",
    ];

    [Fact]
    public async Task Abort_InTheMiddleOfSubscribing_LeavesNothing()
    {
        await using var hosted = await HostedHub.StartAsync(NoRates);
        var channel = ChannelName.Parse("topic:long");
        var position = await PublishAsync(hosted, channel, 300);
        for (var round = 0; round < 30; round++)
        {
            using var hub = await RawHub.ConnectAsync(hosted.HubAddress);
            await hub.CallAsync("Subscribe", $$$"""{"channel":"topic:long","presence":true,"since":{"epoch":"{{{position.Epoch}}}","offset":0}}""");
            await hub.CallAsync("Subscribe", """{"channel":"map:other","presence":true}""");
            for (var read = 0; read < round * 5; read++)
                await hub.CallbackAsync("Publication");
            if (round % 3 == 0)
                await hub.Socket.SendCloseAsync(1000);
            else if (round % 3 == 1)
                hub.Socket.Reset();
        }

        await NothingIsLeftAsync(hosted);
    }

    [Fact]
    public async Task Unsubscribe_InAStormOfPublications_IsAnsweredAfterTheLastDelivery()
    {
        await using var hosted = await HostedHub.StartAsync(NoRates);
        var channel = ChannelName.Parse("topic:storm");
        using var stop = new CancellationTokenSource();
        var storm = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await PublishAsync(hosted, channel, 20);
                await Task.Yield();
            }
        });
        using (var hub = await RawHub.ConnectAsync(hosted.HubAddress))
        {
            for (var round = 0; round < 25; round++)
            {
                await hub.InvokeAsync("Subscribe", """{"channel":"topic:storm","last":50}""");
                await hub.InvokeAsync("Unsubscribe", """{"channel":"topic:storm"}""");
                hub.Callbacks.Clear();
                await hub.InvokeAsync("ReadHistory", """{"channel":"topic:nothing"}""");
                Assert.DoesNotContain(hub.Callbacks, callback => callback.GetProperty("target").GetString() == "Publication");
            }

            await hub.Socket.SendCloseAsync(1000);
        }

        await stop.CancelAsync();
        await storm.Within();
        await NothingIsLeftAsync(hosted);
    }

    [Fact]
    public async Task Close_TooManyConnectionsOfTheAddress_AreRefusedAndNotCounted()
    {
        await using var hosted = await HostedHub.StartAsync("--Hub:Limits:CountLoopback", "true", "--Hub:Limits:ConnectionsPerAddress", "2");
        var hubs = new List<RawHub>();
        for (var n = 0; n < 2; n++)
            hubs.Add(await RawHub.ConnectAsync(hosted.HubAddress));
        using (var third = await RawHub.ConnectAsync(hosted.HubAddress))
        {
            var closing = await third.CallbackAsync("Closing");
            Assert.Equal(("connection_limit", "backoff"), (closing.GetProperty("code").GetString(), closing.GetProperty("reconnect").GetString()));
            Assert.DoesNotContain(third.Callbacks, callback => callback.GetProperty("target").GetString() == "Welcome");
        }

        Assert.Equal(2, hosted.Get<ConnectionCounts>().Node);
        foreach (var hub in hubs)
            hub.Dispose();
        await NothingIsLeftAsync(hosted);
    }

    [Fact]
    public async Task RateLimited_TenTimes_IsClosedAsTooManyErrorsOnce()
    {
        await using var hosted = await HostedHub.StartAsync("--Hub:Limits:HistoryReadsPerSecond", "1");
        using var hub = await RawHub.ConnectAsync(hosted.HubAddress);
        for (var n = 0; n < 30; n++)
            await hub.CallAsync("ReadHistory", """{"channel":"topic:x"}""");
        var refused = 0;
        while (await hub.ReadAsync() is { } message)
        {
            if (message.TryGetProperty("error", out var error) && message.GetProperty("type").GetInt32() == 3)
            {
                Assert.Matches(@"HubException: rate_limited: too many history reads; retry after \d+ ms$", error.GetString());
                refused++;
            }
            else if (message.TryGetProperty("type", out var type) && type.GetInt32() == 7)
            {
                await hub.Socket.SendCloseAsync(1000);
            }
        }

        Assert.True(refused >= 10);
        var closing = hub.Callbacks.Single(callback => callback.GetProperty("target").GetString() == "Closing").GetProperty("arguments")[0];
        Assert.Equal(("too_many_errors", "backoff"), (closing.GetProperty("code").GetString(), closing.GetProperty("reconnect").GetString()));
    }

    private static async Task<Position> PublishAsync(HostedHub hosted, ChannelName channel, int count)
    {
        var position = Position.None;
        for (; count > 0; count--)
            position = await hosted.Get<IChannels>().PublishAsync(channel, "t", Payload.FromJson("\"some text that takes its place\""));
        return position;
    }

    private static async Task NothingIsLeftAsync(HostedHub hosted)
    {
        await Limit.Until(() => hosted.Connections.Count == 0, what: "no connection");
        await Limit.Until(() => hosted.Get<LiveChannels>().Count == 0, what: "no live channel");
        await Limit.Until(() => hosted.Get<ConnectionCounts>().Node == 0, what: "nobody counted");
        await Limit.Until(() => hosted.Get<PresenceRegistry>().Channels == 0, what: "nobody present");
        await Limit.Until(() => hosted.Get<TokenWatch>().Count == 0, what: "no token watched");
        await Limit.Until(() => hosted.Get<ServerCounters>() is { Connections: 0, Subscriptions: 0 }, what: "counters at zero");
        await Limit.Until(() => hosted.Connections.Groups.Count == 0, what: "no group");
    }
}
