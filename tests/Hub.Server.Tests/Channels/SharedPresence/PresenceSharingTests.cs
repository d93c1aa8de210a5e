using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.SharedPresence;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Server.Presence;
using RealtimeHub.Server.Tests.Channels.Nodes;
using RealtimeHub.Server.Tests.Hubs;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Channels.SharedPresence;

/// <summary>Who is in a channel, on whichever node they are.</summary>
public sealed class PresenceSharingTests
{
    private static readonly ChannelName Channel = ChannelName.Parse("topic:x");
    private readonly Dictionary<string, List<PresenceChange>> changes = new(StringComparer.Ordinal);

    [Fact]
    public async Task Subscribe_OnEitherNode_IsSeenOnBothAndLeavesBoth()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var ada = await JoinAsync(nodes.First, "ada");
        var bob = await JoinAsync(nodes.Second, "bob");

        await TestTimeout.Until(() => Users(nodes.Second) is ["ada", "bob"] && Users(nodes.First) is ["ada", "bob"]);
        await TestTimeout.Until(() => Joined(ada) is ["bob"]);
        await bob.Call(hub => hub.UpdatePresence(new UpdatePresenceRequest { Channel = "topic:x", Data = Payload.From("busy") }));
        await TestTimeout.Until(() => Changes(ada).Any(change => change.Updated is [{ UserId: "bob" } member] && member.Connections[0].Data == Payload.From("busy")));

        await bob.Call(hub => hub.Unsubscribe(new UnsubscribeRequest("topic:x")));

        await TestTimeout.Until(() => Users(nodes.First) is ["ada"]);
        await TestTimeout.Until(() => Left(ada) is ["bob"]);
        await AssertNothingWrittenAsync(nodes, "bob");
    }

    [Fact]
    public async Task Read_NodeWithoutMembersOfItsOwn_ShowsThoseOfTheOthers()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await JoinAsync(nodes.First, "ada");
        await nodes.First.Of<PresenceWriter>().FlushAsync().Within();

        var read = await nodes.Second.Of<ChannelPresence>().ReadAsync(Channel, default).AsTask().Within();

        Assert.Equal("ada", Assert.Single(read.Members).UserId);
        await TestTimeout.Until(() => nodes.Second.Of<PresenceRegistry>().Channels == 0);
    }

    [Fact]
    public async Task Lost_UserReturnsOnTheOtherNode_IsNotAnnounced()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var watcher = await JoinAsync(nodes.First, "watcher");
        var bob = await JoinAsync(nodes.First, "bob");
        await bob.Call(hub => hub.UpdatePresence(new UpdatePresenceRequest { Channel = "topic:x", Data = Payload.From("busy") }));
        await JoinAsync(nodes.Second, "carl");
        await TestTimeout.Until(() => Users(nodes.Second) is ["bob", "carl", "watcher"]);

        nodes.First.Of<ChannelPresence>().LeaveAll(bob.Admitted, orderly: false);
        await nodes.First.Of<PresenceWriter>().FlushAsync().Within();
        var again = await JoinAsync(nodes.Second, "bob");

        foreach (var node in new[] { nodes.First, nodes.Second })
        {
            await TestTimeout.Until(() => Member(node, "bob") is { Connections: [{ } only] } && only.ConnectionId == again.Id && only.Data == Payload.From("busy"));
        }

        await nodes.First.Of<PresenceWriter>().FlushAsync().Within();
        nodes.First.Clock.Advance(TimeSpan.FromMinutes(1));
        await TestTimeout.Until(() => Joined(watcher) is ["bob", "carl"]);
        Assert.Empty(Left(watcher));
    }

    [Fact]
    public async Task Node_IsGoneAndComesBack_SoDoItsMembers()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var ada = await JoinAsync(nodes.First, "ada");
        await JoinAsync(nodes.Second, "bob");
        await TestTimeout.Until(() => Users(nodes.First) is ["ada", "bob"]);

        nodes.Second.Engine.IsAway = true;
        for (var seconds = 0; seconds < 12; seconds += 2)
            await nodes.BeatAsync();
        await TestTimeout.Until(() => Users(nodes.First) is ["ada"] && Left(ada) is ["bob"]);
        // Meanwhile nobody left on the node that stands alone.
        Assert.Equal(["ada", "bob"], Users(nodes.Second));

        nodes.Second.Engine.IsAway = false;
        await nodes.BeatAsync();
        await TestTimeout.Until(() => Users(nodes.First) is ["ada", "bob"]);
        await TestTimeout.Until(() => Joined(ada) is ["bob", "bob"]);
    }

    [Fact]
    public async Task Node_IsGoneForGood_WhatItWroteIsRemovedAndComesBackIfItDoes()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await JoinAsync(nodes.First, "ada");
        await JoinAsync(nodes.Second, "bob");
        await nodes.Second.Of<PresenceWriter>().FlushAsync().Within();
        nodes.Second.Engine.IsAway = true;

        for (var seconds = 0; seconds < 64; seconds += 2)
            await nodes.BeatAsync();
        await TestTimeout.Until(async () => await KeysAsync(nodes, ChannelName.Parse("sys:nodes")) == 1);
        Assert.Equal(1, await KeysAsync(nodes, PresenceRecord.ChannelOf("topic:x")));
        Assert.Equal(0, await KeysAsync(nodes, PresenceRecord.IndexOf(nodes.Second.Of<NodeName>().Id)));

        // It only slept: all that it has is written again.
        nodes.Second.Engine.IsAway = false;
        await nodes.BeatAsync();
        await TestTimeout.Until(() => Users(nodes.First) is ["ada", "bob"]);
        await TestTimeout.Until(async () => await KeysAsync(nodes, PresenceRecord.IndexOf(nodes.Second.Of<NodeName>().Id)) == 1);
    }

    [Fact]
    public async Task Leave_EngineIsAway_IsToldWhenItIsBack()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var ada = await JoinAsync(nodes.First, "ada");
        var bob = await JoinAsync(nodes.Second, "bob");
        await TestTimeout.Until(() => Users(nodes.First) is ["ada", "bob"]);
        nodes.Second.Engine.IsAway = true;

        await bob.Call(hub => hub.Unsubscribe(new UnsubscribeRequest("topic:x")));
        Assert.Equal(["ada", "bob"], Users(nodes.First));
        Assert.Empty(Left(ada));
        nodes.Second.Engine.IsAway = false;

        await TestTimeout.Until(() =>
        {
            nodes.Second.Clock.Advance(TimeSpan.FromSeconds(1));
            return Users(nodes.First) is ["ada"];
        });
        await TestTimeout.Until(() => Left(ada) is ["bob"]);
    }

    [Fact]
    public async Task Stop_Node_ItsMembersStayForTheGracePeriod()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var ada = await JoinAsync(nodes.First, "ada");
        await JoinAsync(nodes.Second, "bob");
        await TestTimeout.Until(() => Users(nodes.First) is ["ada", "bob"]);

        await nodes.Second.StopTasksAsync();
        nodes.First.Clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Empty(Left(ada));

        await TestTimeout.Until(() =>
        {
            nodes.First.Clock.Advance(TimeSpan.FromSeconds(1));
            return Left(ada) is ["bob"];
        });
    }

    [Fact]
    public async Task Subscribe_LongNameAndDeepData_ReachTheOtherNode()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var name = "topic:" + new string('é', 100);
        var deep = Payload.FromJson(new string('[', 48) + new string(']', 48));
        var ada = await nodes.First.JoinAsync("ada");
        await ada.Call(hub => hub.Subscribe(new() { Channel = name }));
        await ada.Call(hub => hub.UpdatePresence(new UpdatePresenceRequest { Channel = name, Data = deep }));

        await TestTimeout.Until(async () => (await nodes.Second.Of<ChannelPresence>().ReadAsync(ChannelName.Parse(name), default)).Members is [{ Connections: [{ Data: { } data }] }] && data == deep);
    }

    [Fact]
    public async Task Subscribe_EngineOfOneNode_WritesNothing()
    {
        var alone = new Alone();
        await alone.InitializeAsync();
        await alone.Of<PresenceSharing>().StartAsync(default);
        var ada = await alone.JoinAsync("ada");
        await ada.Call(hub => hub.Subscribe(new() { Channel = "topic:x" }));

        Assert.Equal(0, (await alone.Of<IEngine>().ReadLogAsync(PresenceRecord.ChannelOf("topic:x"), new LogQuery { Limit = 1 }, default)).Head);
        await alone.DisposeAsync();
    }

    private static async Task<HubCaller> JoinAsync(NodeHub node, string user)
    {
        var caller = await node.JoinAsync(user);

        // The mocks' groups are nobody's: a watcher is in the real one.
        await node.Of<Microsoft.AspNetCore.SignalR.HubLifetimeManager<ChannelHub>>().AddToGroupAsync(caller.Id, ChannelGroups.Watchers(Channel));
        await caller.Call(hub => hub.Subscribe(new() { Channel = "topic:x", Presence = true }));
        return caller;
    }

    private static string[] Users(NodeHub node) => [.. node.Of<PresenceRegistry>().Read(Channel).Members.Select(member => member.UserId).Order(StringComparer.Ordinal)];

    private static Member? Member(NodeHub node, string user) => node.Of<PresenceRegistry>().Read(Channel).Members.FirstOrDefault(member => member.UserId == user);

    // A connection gives what was written since it was last asked.
    private List<PresenceChange> Changes(HubCaller caller)
    {
        if (!changes.TryGetValue(caller.Id, out var all))
            changes.Add(caller.Id, all = []);
        all.AddRange(caller.Connection.Written().OfType<PresenceChange>());
        return all;
    }

    private string[] Joined(HubCaller caller) => [.. Changes(caller).SelectMany(change => change.Joined).Select(member => member.UserId).Where(user => user != caller.Admitted.Caller.UserId)];

    private string[] Left(HubCaller caller) => [.. Changes(caller).SelectMany(change => change.Left).Select(member => member.UserId)];

    private static async Task<int> KeysAsync(TwoNodes nodes, ChannelName channel) =>
        (await nodes.First.Engine.ReadStateAsync(channel, new StateQuery { Limit = 100 }, default)).Entries.Count;

    private static async Task AssertNothingWrittenAsync(TwoNodes nodes, string user)
    {
        await nodes.Second.Of<PresenceWriter>().FlushAsync().Within();
        var entries = (await nodes.First.Engine.ReadStateAsync(PresenceRecord.ChannelOf("topic:x"), new StateQuery { Limit = 100 }, default)).Entries;
        Assert.DoesNotContain(entries, entry => PresenceRecord.Read(entry)!.MemberId == user);
        Assert.Equal(0, await KeysAsync(nodes, PresenceRecord.IndexOf(nodes.Second.Of<NodeName>().Id)));
    }

    private sealed class Alone : HubTest
    {
        public T Of<T>()
            where T : notnull => Get<T>();

        public Task<HubCaller> JoinAsync(string userId) => ConnectAsync(userId);
    }
}
