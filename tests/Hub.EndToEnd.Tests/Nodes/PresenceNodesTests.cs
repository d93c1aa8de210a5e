using System.Text.Json;
using RealtimeHub.Client;
using RealtimeHub.EndToEnd.Tests.Client;
using RealtimeHub.EndToEnd.Tests.Raw;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Nodes;

/// <summary>Who is in a channel is seen on every node, whichever they are on, and whatever becomes of it.</summary>
public sealed class PresenceNodesTests(NodesFixture nodes) : IClassFixture<NodesFixture>
{
    [Fact]
    public async Task Member_OnTwoNodes_JoinsAndLeavesOnceEverywhere()
    {
        var (ada, channel) = (nodes.User("ada"), "topic:" + nodes.User("room"));
        await using var first = await WatchAsync(nodes.First, channel);
        await using var second = await WatchAsync(nodes.Second, channel);

        var one = await ConnectAsync(nodes.Second, ada, channel);
        foreach (var watch in new[] { first, second })
            await watch.Changes.FirstAsync(change => change.Joined.Any(member => member.UserId == ada));
        await one.Client.UpdatePresenceAsync(channel, new { typing = true }).Within();
        foreach (var watch in new[] { first, second })
            await watch.Changes.FirstAsync(change => change.Updated.Any(member => member.UserId == ada && member.Connections[0].Data is { IsNull: false }));
        var other = await ConnectAsync(nodes.First, ada, channel);
        foreach (var watch in new[] { first, second })
            await watch.Changes.FirstAsync(change => change.Updated.Any(member => member.UserId == ada && member.Connections.Count == 2));
        await TestTimeout.Until(async () => await ReadAsync(nodes.First, channel) == await ReadAsync(nodes.Second, channel));

        await one.DisposeAsync();
        foreach (var watch in new[] { first, second })
            await watch.Changes.FirstAsync(change => change.Updated.Any(member => member.UserId == ada && member.Connections.Count == 1 && member.Connections[0].Data is null or { IsNull: true }));
        await other.DisposeAsync();

        foreach (var watch in new[] { first, second })
        {
            await watch.Changes.FirstAsync(change => change.Left.Any(member => member.UserId == ada));
            Assert.Equal((1, 1), watch.Count(ada));
        }

        await TestTimeout.Until(async () => !(await ReadAsync(nodes.First, channel)).Contains(ada, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Killed_MembersOfItsLeaveEverywhereOnce()
    {
        var (ada, channel) = (nodes.User("ada"), "topic:" + nodes.User("room"));
        await using var watch = await WatchAsync(nodes.First, channel);
        await using var third = await nodes.StartAsync("third");
        await using var member = await ConnectAsync(third, ada, channel);
        await watch.Changes.FirstAsync(change => change.Joined.Any(one => one.UserId == ada));

        await third.KillAsync();
        var killed = TimeProvider.System.GetTimestamp();
        await watch.Changes.FirstAsync(change => change.Left.Any(one => one.UserId == ada));

        Assert.Equal((1, 1), watch.Count(ada));
        Assert.InRange(TimeProvider.System.GetElapsedTime(killed).TotalSeconds, 0, 30);
        await TestTimeout.Until(async () => !(await ReadAsync(nodes.Second, channel)).Contains(ada, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Frozen_MembersLeaveAndComeBackWhenItWakes()
    {
        var (ada, channel) = (nodes.User("ada"), "topic:" + nodes.User("room"));
        await using var watch = await WatchAsync(nodes.First, channel);
        await using var fourth = await nodes.StartAsync("fourth");
        using var member = await nodes.ConnectAsync(fourth, ada);
        await SubscribeAsync(member, channel);
        await watch.Changes.FirstAsync(change => change.Joined.Any(one => one.UserId == ada));

        fourth.Send(ProcessSignal.Stop);
        await watch.Changes.FirstAsync(change => change.Left.Any(one => one.UserId == ada));
        fourth.Send(ProcessSignal.Continue);

        await watch.Changes.UntilAsync(all => all.Count(change => change.Joined.Any(one => one.UserId == ada)) == 2);
        await TestTimeout.Until(async () => (await ReadAsync(fourth, channel)).Contains(ada, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Drained_WhoGoesToAnotherNodeHasNotLeft()
    {
        var (ada, channel) = (nodes.User("ada"), "topic:" + nodes.User("room"));
        await using var watch = await WatchAsync(nodes.First, channel);
        await using var fifth = await nodes.StartAsync("fifth");
        var before = await nodes.ConnectAsync(fifth, ada);
        await SubscribeAsync(before, channel);
        await watch.Changes.FirstAsync(change => change.Joined.Any(one => one.UserId == ada));

        fifth.Send(ProcessSignal.Terminate);
        await before.CallbackAsync("Draining").Within();
        before.Dispose();
        using var after = await nodes.ConnectAsync(nodes.Second, ada);
        var id = (await after.CallbackAsync("Welcome").Within()).GetProperty("connectionId").GetString()!;
        await SubscribeAsync(after, channel);
        Assert.Equal(0, await fifth.WaitForExitAsync());

        foreach (var node in new[] { nodes.First, nodes.Second })
            await TestTimeout.Until(async () => (await ReadAsync(node, channel)).Contains(id, StringComparison.Ordinal));
        await using var bob = await ConnectAsync(nodes.Second, nodes.User("bob"), channel);
        await watch.Changes.FirstAsync(change => change.Joined.Any(one => one.UserId.StartsWith("bob", StringComparison.Ordinal)));
        Assert.Equal((1, 0), watch.Count(ada));
    }

    private static async Task SubscribeAsync(RawHub hub, string channel)
    {
        var answer = await hub.InvokeAsync("Subscribe", JsonSerializer.Serialize(new { channel })).Within();
        Assert.False(answer.TryGetProperty("error", out var error), error.ToString());
    }

    // Who is there, as a node's API says it: the same text for the same members.
    private static async Task<string> ReadAsync(ServerProcess node, string channel)
    {
        using var http = NodesFixture.Api(node);
        using var answer = JsonDocument.Parse(await http.GetStringAsync(new Uri($"channels/{channel}/presence", UriKind.Relative)).Within());
        return string.Join(
            '\n',
            answer.RootElement.GetProperty("members").EnumerateArray()
                .Select(member => $"{member.GetProperty("userId")}: {string.Join(' ', member.GetProperty("connections").EnumerateArray().Select(one => one.GetRawText()).Order(StringComparer.Ordinal))}")
                .Order(StringComparer.Ordinal));
    }

    private Task<Watch> WatchAsync(ServerProcess node, string channel) => ConnectAsync(node, nodes.User("watcher"), channel);

    private async Task<Watch> ConnectAsync(ServerProcess node, string user, string channel)
    {
        var changes = new Recorder<PresenceChange>();
        var client = new HubClient(ServerFixture.Options(node.HubAddress, options => options with { AccessTokenProvider = _ => new(nodes.TokenOf(user)) }));
        var subscription = await client.SubscribeAsync(channel, new SubscriptionOptions
        {
            Presence = true,
            OnPresence = (_, change) =>
            {
                if (change is not null)
                    changes.Add(change);
            },
        }).Within();
        return new Watch(client, subscription, changes);
    }

    private sealed record Watch(HubClient Client, Subscription Subscription, Recorder<PresenceChange> Changes) : IAsyncDisposable
    {
        /// <summary>How often a user joined and left.</summary>
        public (int Joined, int Left) Count(string user) =>
            (Changes.Items.Count(change => change.Joined.Any(one => one.UserId == user)), Changes.Items.Count(change => change.Left.Any(one => one.UserId == user)));

        public async ValueTask DisposeAsync()
        {
            await Subscription.DisposeAsync();
            await Client.DisposeAsync();
        }
    }
}
