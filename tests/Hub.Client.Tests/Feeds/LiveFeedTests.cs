using RealtimeHub.Client.Feeds;
using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Client.Tests.Feeds;

/// <summary>A feed over a real connection to a hub that follows a script.</summary>
public class LiveFeedTests
{
    private readonly HubScript script = new() { Subscribe = (_, request) => Task.FromResult(HubScript.Granted(request, 100, ChannelMode.State)) };

    [Fact]
    public async Task Open_WithKeysAndRate_AsksForThem()
    {
        await using var rig = await Rig.OpenAsync(script, new LiveFeedOptions { Keys = ["AAA"], MaxRate = 2 });

        var request = Assert.Single(script.CallsOf<SubscribeRequest>());
        Assert.Equal(("feed:market", 2d), (request.Channel, request.MaxRate));
        Assert.Equal(["AAA"], request.Keys!);
    }

    [Fact]
    public async Task Values_PatchesAndRemovals_AreMergedAndRaised()
    {
        await using var rig = await Rig.OpenAsync(script);
        await rig.SayAsync("AAA", 101, """{"price":1,"name":"A"}""");
        await rig.SayAsync("AAA", 102, """{"price":2}""", publication => publication with { Patch = true, Merged = 4 });
        await rig.SayAsync("BBB", 103, """{"price":3}""");
        await rig.SayAsync("BBB", 104, "null", publication => publication with { Removed = true });

        var changes = await rig.Changes.CountAsync(4).Within();
        Assert.Equal([("AAA", 1d, 0), ("AAA", 2d, 4), ("BBB", 3d, 0), ("BBB", null, 0)], changes.Select(change => (change.Key, change.Value?.Number("price"), change.Merged)));
        Assert.Equal(["AAA"], rig.Feed.Values.Keys);
        Assert.Equal("A", rig.Feed.Values["AAA"].Fields["name"].GetString());
        Assert.Equal((4, 4), (rig.Feed.Received, rig.Feed.Merged));
    }

    [Fact]
    public async Task Reconnect_ChangedKeysOnly_KeepsTheOthers()
    {
        await using var rig = await Rig.OpenAsync(script);
        await rig.SayAsync("AAA", 101, """{"price":1}""");
        await rig.SayAsync("BBB", 102, """{"price":2}""");
        await rig.Changes.CountAsync(2).Within();
        script.Connected.Items[0].Cut();
        await TestTimeout.Until(() => script.CallsOf<SubscribeRequest>().Count == 2 && rig.Feed.State == SubscriptionState.Subscribed);
        await rig.SayAsync("BBB", 103, """{"price":3}""");
        await rig.Changes.CountAsync(3).Within();

        Assert.Equal(new Position("e", 102), script.CallsOf<SubscribeRequest>()[1].Since);
        Assert.Equal((1d, 3d), (rig.Feed.Values["AAA"].Number("price"), rig.Feed.Values["BBB"].Number("price")));
    }

    [Fact]
    public async Task Update_KeysThatAreLeft_AreGoneWhenItReturns()
    {
        await using var rig = await Rig.OpenAsync(script, new LiveFeedOptions { Keys = ["AAA", "BBB"] });
        await rig.SayAsync("AAA", 101, """{"price":1}""");
        await rig.SayAsync("BBB", 102, """{"price":2}""");
        await rig.Feed.UpdateAsync(["BBB"]).Within();

        Assert.Equal(["BBB"], rig.Feed.Values.Keys);
        Assert.Equal(["BBB"], rig.Feed.Keys!);
    }

    [Fact]
    public async Task PauseAndResume_OverAReconnect_ComeBackAtTheRateOfBefore()
    {
        await using var rig = await Rig.OpenAsync(script, new LiveFeedOptions { MaxRate = 5 });
        await rig.Feed.PauseAsync().Within();
        Assert.Equal((true, 0d), (rig.Feed.Paused, rig.Feed.MaxRate));
        script.Connected.Items[0].Cut();
        await TestTimeout.Until(() => script.CallsOf<SubscribeRequest>().Count == 2 && rig.Feed.State == SubscriptionState.Subscribed);
        await rig.Feed.ResumeAsync().Within();

        Assert.Equal((false, 5d), (rig.Feed.Paused, rig.Feed.MaxRate));
        Assert.Equal(0, script.CallsOf<SubscribeRequest>()[1].MaxRate);
        Assert.Equal([0d, 5d], script.CallsOf<UpdateSubscriptionRequest>().Select(request => request.MaxRate!.Value));
    }

    [Fact]
    public async Task Reset_Live_StartsOverWithTheWholeState()
    {
        await using var rig = await Rig.OpenAsync(script);
        await rig.SayAsync("AAA", 101, """{"price":1}""");
        await rig.Changes.CountAsync(1).Within();
        var resets = new Recorder<Reset>();
        rig.Feed.WasReset += (_, reset) => resets.Add(reset);
        await script.Connected.Items[^1].Caller.Reset(new Reset(Rig.Channel, new Position("b", 2), null, GapReason.Epoch));
        await resets.CountAsync(1).Within();
        await TestTimeout.Until(() => script.CallsOf<SubscribeRequest>().Count == 2);

        Assert.Empty(rig.Feed.Values);
        Assert.Null(script.CallsOf<SubscribeRequest>()[1].Since);
    }

    [Fact]
    public async Task Dispose_Open_UnsubscribesAndRefusesUpdates()
    {
        await using var rig = await Rig.OpenAsync(script);
        await rig.Feed.DisposeAsync();

        Assert.Single(script.CallsOf<UnsubscribeRequest>());
        Assert.Equal(SubscriptionState.Ended, rig.Feed.State);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => rig.Feed.UpdateAsync(maxRate: 1).Within());
    }

    private sealed class Rig : IAsyncDisposable
    {
        private readonly ScriptedServer server;
        private readonly ScriptedClient client;

        private Rig(ScriptedServer server, ScriptedClient client, LiveFeed feed)
        {
            (this.server, this.client, Feed) = (server, client, feed);
            feed.Changed += (_, change) => Changes.Add(change);
        }

        public static ChannelName Channel { get; } = ChannelName.Parse("feed:market");

        public LiveFeed Feed { get; }

        public Recorder<FeedChange> Changes { get; } = new();

        public static async Task<Rig> OpenAsync(HubScript script, LiveFeedOptions? options = null)
        {
            var server = await ScriptedServer.StartAsync(script);
            var client = new ScriptedClient(server.Hub);
            return new Rig(server, client, await new FeedClient(client.Hub).OpenFeedAsync("market", options).Within());
        }

        public Task SayAsync(string key, long offset, string json, Func<Publication, Publication>? change = null)
        {
            var publication = new Publication
            {
                Channel = Channel,
                Type = FeedTypes.Updated,
                Key = key,
                Offset = offset,
                Time = offset,
                Data = Payload.FromJson(json),
                Resume = offset,
            };
            return server.Script.Connected.Items[^1].Caller.Publication(change?.Invoke(publication) ?? publication);
        }

        public async ValueTask DisposeAsync()
        {
            await Feed.DisposeAsync();
            await client.DisposeAsync();
            await server.DisposeAsync();
        }
    }
}
