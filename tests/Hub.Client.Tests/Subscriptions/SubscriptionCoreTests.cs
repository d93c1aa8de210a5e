using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Shared;
using RealtimeHub.TestKit.Network;
using RealtimeHub.TestKit;

namespace RealtimeHub.Client.Tests.Subscriptions;

public sealed class SubscriptionCoreTests
{
    [Fact]
    public async Task Return_ManySubscriptions_AsksForAllInAsFewCallsAsAllowed()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new ScriptedClient(server.Hub);
        for (var i = 0; i < 450; i++)
            await client.Hub.SubscribeAsync($"topic:{i}").Within();
        var before = server.Script.CallsOf<SubscribeManyRequest>().Count;
        server.Script.Connected.Items[0].Cut();
        await server.Script.Calls.UntilAsync(calls => calls.OfType<SubscribeManyRequest>().Skip(before).Sum(call => call.Subscriptions.Count) >= 450);
        var calls = server.Script.CallsOf<SubscribeManyRequest>().Skip(before).ToList();
        Assert.Equal([200, 200, 50], calls.Select(call => call.Subscriptions.Count));
        Assert.All(calls.SelectMany(call => call.Subscriptions), request => Assert.Equal(new Position("e", 0), request.Since));
    }

    [Fact]
    public async Task Return_WithPosition_DeliversWhatWasMissedOnce()
    {
        await using var server = await ScriptedServer.StartAsync(Replaying(head: 5));
        await using var client = new ScriptedClient(server.Hub);
        var changes = new Recorder<SubscriptionStateChange>();
        await using var subscription = await client.Hub.SubscribeAsync("topic:a", new SubscriptionOptions { Last = 2, OnStateChange = changes.Add }).Within();
        server.Script.Subscribe = Replaying(head: 9).Subscribe;
        server.Script.Connected.Items[0].Cut();
        await changes.UntilAsync(all => all.Count(change => change.Current == SubscriptionState.Subscribed) == 2);
        var reader = subscription.GetAsyncEnumerator();
        foreach (var expected in new[] { 4, 5, 6, 7, 8, 9 })
        {
            Assert.True(await reader.MoveNextAsync().Within());
            Assert.Equal(expected, reader.Current.Offset);
        }

        Assert.Equal(
            [SubscriptionState.Subscribed, SubscriptionState.Subscribing, SubscriptionState.Subscribed],
            changes.Items.Select(change => change.Current));
        Assert.Equal([false, false, true], changes.Items.Select(change => change.Recovered));
        Assert.Equal([null, new Position("e", 5)], server.Script.CallsOf<SubscribeRequest>().Select(request => request.Since));
        Assert.Equal([2, null], server.Script.CallsOf<SubscribeRequest>().Select(request => request.Last));
    }

    [Fact]
    public async Task SubscribeAsync_ALongReplay_HandlersHaveRunForAllOfIt()
    {
        await using var server = await ScriptedServer.StartAsync(Replaying(head: 2000));
        await using var client = new ScriptedClient(server.Hub);
        var handled = 0L;
        var options = new SubscriptionOptions { Since = new Position("e", 0), OnPublication = (publication, _) => { handled = publication.Offset; return ValueTask.CompletedTask; } };
        await using var subscription = await client.Hub.SubscribeAsync("topic:a", options).Within();
        Assert.Equal(2000, handled);
    }

    [Fact]
    public async Task SubscribeAsync_BufferSmallerThanTheReplay_ReadsTheRestAgainAndLosesNothing()
    {
        await using var server = await ScriptedServer.StartAsync(Replaying(head: 100));
        await using var client = new ScriptedClient(server.Hub, options => options with { BufferCapacity = 16 });
        await using var subscription = await client.Hub.SubscribeAsync("topic:a", new SubscriptionOptions { Since = new Position("e", 0) }).Within();
        Assert.Equal(SubscriptionState.Lagging, subscription.State);
        var offsets = new List<long>();
        await foreach (var publication in subscription)
        {
            offsets.Add(publication.Offset);
            if (publication.Offset == 100)
                break;
        }

        Assert.Equal(Enumerable.Range(1, 100).Select(offset => (long)offset), offsets);
        Assert.Equal([0, 16, 32, 48, 64, 80, 96], server.Script.CallsOf<SubscribeRequest>().Select(request => request.Since!.Value.Offset));
    }

    [Fact]
    public async Task SubscribeAsync_RefusedForGood_ThrowsAndLeavesNothing()
    {
        var script = new HubScript { Subscribe = (_, _) => throw new HubException("permission_denied: topic:a: subscribe is not allowed") };
        await using var server = await ScriptedServer.StartAsync(script);
        await using var client = new ScriptedClient(server.Hub);
        var refusal = await Assert.ThrowsAsync<HubCallException>(() => client.Hub.SubscribeAsync("topic:a").Within());
        Assert.Equal(ErrorCode.PermissionDenied, refusal.Code);
        script.Subscribe = (_, request) => Task.FromResult(HubScript.Granted(request, 0));
        await using var subscription = await client.Hub.SubscribeAsync("topic:a").Within();
    }

    [Fact]
    public async Task SubscribeAsync_RefusedForNow_AsksAgain()
    {
        var refusals = 0;
        var script = new HubScript { Subscribe = (_, request) => refusals++ < 3 ? throw new HubException("unavailable: not now") : Task.FromResult(HubScript.Granted(request, 0)) };
        await using var server = await ScriptedServer.StartAsync(script);
        await using var client = new ScriptedClient(server.Hub);
        await using var subscription = await client.Hub.SubscribeAsync("topic:a").Within();
        Assert.Equal(4, script.CallsOf<SubscribeRequest>().Count);
    }

    [Fact]
    public async Task SubscribeAsync_Twice_IsRefused()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new ScriptedClient(server.Hub);
        await using var subscription = await client.Hub.SubscribeAsync("topic:a").Within();
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.Hub.SubscribeAsync("topic:a").Within());
        await subscription.DisposeAsync();
        await using var again = await client.Hub.SubscribeAsync("topic:a").Within();
        Assert.Single(server.Script.CallsOf<UnsubscribeRequest>());
    }

    [Fact]
    public async Task SubscribeAsync_CancelledWhileOffline_IsWithdrawn()
    {
        var port = FreePort.Find();
        await using var client = new ScriptedClient(new Uri($"http://127.0.0.1:{port}/hub"));
        using var cancel = new CancellationTokenSource();
        var subscribing = client.Hub.SubscribeAsync("topic:a", null, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => subscribing.Within());
        await using var server = await ScriptedServer.StartAsync(port: port);
        await using var other = await client.Hub.SubscribeAsync("topic:b").Within();
        Assert.Equal("topic:b", Assert.Single(server.Script.CallsOf<SubscribeRequest>()).Channel);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Unsubscribed_ByTheServer_AsksAgainOrEnds(bool resubscribe)
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new ScriptedClient(server.Hub);
        await using var subscription = await client.Hub.SubscribeAsync("topic:a").Within();
        await server.Script.Connected.Items[0].Caller.Unsubscribed(new Unsubscribed(ChannelName.Parse("topic:a"), "permission_denied", "not any more", resubscribe) { Reason = "kicked" });
        if (resubscribe)
        {
            await server.Script.Calls.UntilAsync(calls => calls.OfType<SubscribeRequest>().Count() == 2);
            return;
        }

        var ended = await Assert.ThrowsAsync<SubscriptionEndedException>(async () => await subscription.GetAsyncEnumerator().MoveNextAsync().Within());
        Assert.Equal(("topic:a", "permission_denied", "kicked"), (ended.Channel, ended.Code, ended.Details?.Reason));
        Assert.Equal(SubscriptionState.Ended, subscription.State);
    }

    [Fact]
    public async Task Reset_BetweenPublications_IsToldAtItsPlace()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new ScriptedClient(server.Hub);
        var heard = new Recorder<string>();
        var options = new SubscriptionOptions
        {
            OnPublication = (publication, _) => { heard.Add(publication.Offset.ToString(System.Globalization.CultureInfo.InvariantCulture)); return ValueTask.CompletedTask; },
            OnReset = (reset, _) => { heard.Add(reset.Reason.ToString()); return ValueTask.CompletedTask; },
        };
        await using var subscription = await client.Hub.SubscribeAsync("topic:a", options).Within();
        var caller = server.Script.Connected.Items[0].Caller;
        await caller.Publication(HubScript.Numbered("topic:a", 1));
        await caller.Reset(new Reset(ChannelName.Parse("topic:a"), new Position("f", 7), null, GapReason.Epoch));
        await caller.Publication(HubScript.Numbered("topic:a", 8));
        Assert.Equal(["1", "Epoch", "8"], await heard.CountAsync(3));
        Assert.Equal(new Position("f", 8), subscription.Position);
    }

    [Fact]
    public async Task Handlers_Throwing_KeepNeitherOthersNorThemselvesFromTheNext()
    {
        await using var server = await ScriptedServer.StartAsync(Replaying(head: 3));
        await using var client = new ScriptedClient(server.Hub);
        var (heard, failed) = (new List<long>(), 0);
        var options = new SubscriptionOptions { Last = 3 }
            .On<string>("number", (_, _) => Assert.Fail("a number is no string"))
            .On<long>("number", (_, _) => { failed++; throw new InvalidOperationException("on purpose"); })
            .On<long>("number", (value, _) => heard.Add(value));
        await using var subscription = await client.Hub.SubscribeAsync("topic:a", options).Within();
        Assert.Equal([1, 2, 3], heard);
        Assert.Equal(3, failed);
    }

    [Fact]
    public async Task Signals_AndPresence_ReachTheirHandlers()
    {
        var channel = ChannelName.Parse("topic:a");
        var script = new HubScript { ReadPresence = (_, _) => Task.FromResult(new PresenceSnapshot([new Member("ann", "Ann", [])], 1, 1, 9)) };
        script.Subscribe = (_, request) => Task.FromResult(HubScript.Granted(request, 0) with { Presence = new PresenceSnapshot([], 0, 0, 3) });
        await using var server = await ScriptedServer.StartAsync(script);
        await using var client = new ScriptedClient(server.Hub);
        var (signals, views) = (new Recorder<Signal>(), new Recorder<PresenceSnapshot>());
        await using var subscription = await client.Hub.SubscribeAsync("topic:a", new SubscriptionOptions { Presence = true, OnSignal = signals.Add, OnPresence = (view, _) => views.Add(view) }).Within();
        var caller = script.Connected.Items[0].Caller;
        await caller.Signal(new Signal { Channel = channel, Type = "wave", Data = Payload.From(1), Time = 0 });
        await caller.Presence(new PresenceChange(channel, [new Member("old", null, [])], [], [], 9, 9, 3));
        await caller.Presence(new PresenceChange(channel, [new Member("late", null, [])], [], [], 2, 2, 9));
        Assert.Equal("wave", (await signals.CountAsync(1))[0].Type);
        Assert.Equal([3, 9], (await views.CountAsync(2)).Select(view => view.Version));
        Assert.Equal("ann", Assert.Single(subscription.Presence!.Members).UserId);
    }

    [Fact]
    public async Task UpdateAsync_Granted_HoldsOnReturn()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new ScriptedClient(server.Hub);
        await using var subscription = await client.Hub.SubscribeAsync("map:a", new SubscriptionOptions { Keys = ["x"] }).Within();
        await subscription.UpdateAsync(["y"], 2).Within();
        server.Script.Connected.Items[0].Cut();
        await server.Script.Calls.UntilAsync(calls => calls.OfType<SubscribeRequest>().Count() == 2);
        var request = server.Script.CallsOf<SubscribeRequest>()[1];
        Assert.Equal((2, "y"), (request.MaxRate, Assert.Single(request.Keys!)));
    }

    [Fact]
    public async Task GetAsyncEnumerator_SecondReader_IsRefused()
    {
        await using var server = await ScriptedServer.StartAsync(Replaying(head: 3));
        await using var client = new ScriptedClient(server.Hub);
        await using var subscription = await client.Hub.SubscribeAsync("topic:a", new SubscriptionOptions { Last = 3 }).Within();
        await using (var first = subscription.GetAsyncEnumerator())
        {
            Assert.True(await first.MoveNextAsync().Within());
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await subscription.GetAsyncEnumerator().MoveNextAsync());
        }

        await using var next = subscription.GetAsyncEnumerator();
        Assert.True(await next.MoveNextAsync().Within());
        Assert.Equal(2, next.Current.Offset);
    }

    /// <summary>Replays from what was asked for up to the head, as a server does.</summary>
    private static HubScript Replaying(long head) => new()
    {
        Subscribe = async (call, request) =>
        {
            var after = request.Since?.Offset ?? head - (request.Last ?? 0);
            for (var offset = after + 1; offset <= head; offset++)
                await call.Caller.Publication(HubScript.Numbered(request.Channel, offset));
            return HubScript.Granted(request, head);
        },
    };
}
