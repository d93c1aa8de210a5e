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
        using (var third = await RawWebSocket.ConnectAsync(hosted.HubAddress))
            Assert.Equal(429, third.Response.Status);

        Assert.Equal(2, hosted.Get<ConnectionCounts>().Node);
        foreach (var hub in hubs)
            hub.Dispose();
        await NothingIsLeftAsync(hosted);
    }

    [Fact]
    public async Task RateLimited_TenTimes_IsClosedAsTooManyErrorsOnce()
    {
        await using var hosted = await HostedHub.StartAsync("--Hub:Limits:CallsPerSecond", "1");
        using var hub = await RawHub.ConnectAsync(hosted.HubAddress);
        await hub.WriteAsync(string.Concat(Enumerable.Range(0, 9_984).Select(n =>
            $$"""{"type":1,"invocationId":"{{n}}","target":"ReadHistory","arguments":[{"channel":"topic:x"}]}""" + '\u001e')));
        var refused = 0;
        while (await hub.ReadAsync() is { } message)
        {
            if (message.TryGetProperty("error", out var error) && message.GetProperty("type").GetInt32() == 3)
            {
                Assert.Matches(@"HubException: rate_limited: too many calls; retry after \d+ ms\n", error.GetString());
                refused++;
            }
            else if (message.TryGetProperty("type", out var type) && type.GetInt32() == 7)
            {
                await hub.Socket.SendCloseAsync(1000);
            }
        }

        // The tenth answer may come behind the Close, or not at all.
        Assert.InRange(refused, 9, 10);
        var closing = hub.Callbacks.Single(callback => callback.GetProperty("target").GetString() == "Closing").GetProperty("arguments")[0];
        Assert.Equal(("too_many_errors", "backoff"), (closing.GetProperty("code").GetString(), closing.GetProperty("reconnect").GetString()));
    }

    [Theory]
    [InlineData("ReadHistory", """{"channel":"topic:x"}""", 50)]
    [InlineData("UpdatePresence", """{"channel":"topic:x","data":1}""", 50)]
    public async Task RateLimited_CallsUnderWayAtOnce_CostNoConnection(string method, string argument, int count)
    {
        await using var hosted = await HostedHub.StartAsync();
        using var hub = await RawHub.ConnectAsync(hosted.HubAddress);
        await hub.InvokeAsync("Subscribe", """{"channel":"topic:x"}""");
        var calls = new List<string>();
        for (var n = 0; n < count; n++)
            calls.Add(await hub.CallAsync(method, argument));
        var refused = 0;
        foreach (var call in calls)
            refused += (await hub.AnswerAsync(call)).TryGetProperty("error", out _) ? 1 : 0;

        Assert.InRange(refused, 20, count);
        Assert.True((await hub.InvokeAsync("Publish", """{"channel":"topic:x","type":"t","data":1}""")).TryGetProperty("result", out _));
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
        await TestTimeout.Until(() => hosted.Connections.Count == 0, what: "no connection");
        await TestTimeout.Until(() => hosted.Get<LiveChannels>().Count == 0, what: "no live channel");
        await TestTimeout.Until(() => hosted.Get<ConnectionCounts>().Node == 0, what: "nobody counted");
        await TestTimeout.Until(() => hosted.Get<PresenceRegistry>().Channels == 0, what: "nobody present");
        await TestTimeout.Until(() => hosted.Get<TokenExpiryMonitor>().Count == 0, what: "no token watched");
        await TestTimeout.Until(() => hosted.Get<ServerCounters>() is { Connections: 0, Subscriptions: 0 }, what: "counters at zero");
        await TestTimeout.Until(() => hosted.Connections.Groups.Count == 0, what: "no group");
    }
}
