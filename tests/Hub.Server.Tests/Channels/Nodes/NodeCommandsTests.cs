using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Nodes;
using RealtimeHub.Server.Channels.Overview;
using RealtimeHub.Server.Channels.Subscribing;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Server.Tests.Hubs;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Channels.Nodes;

/// <summary>What a node does is done by the others, too.</summary>
public sealed class NodeCommandsTests
{
    private static readonly Closing Kicked = new(ClosingCode.Kicked, "out", ReconnectAdvice.Never);

    [Fact]
    public async Task Unsubscribe_UserIsOnAnotherNode_EndsTheSubscriptionThereAndNoOthers()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var (ada, bob) = (await nodes.Second.JoinAsync("ada"), await nodes.Second.JoinAsync("bob"));
        foreach (var caller in new[] { ada, bob })
            await caller.Call(hub => hub.Subscribe(new() { Channel = "topic:x" }));

        await nodes.First.Of<IModuleSubscriptions>().EndAsync(ChannelName.Parse("topic:x"), "ada", "kicked", "out").AsTask().Within();

        await TestTimeout.Until(() => !ada.Admitted.IsSubscribed(ChannelName.Parse("topic:x")));
        Assert.True(bob.Admitted.IsSubscribed(ChannelName.Parse("topic:x")));
    }

    [Fact]
    public async Task Disconnect_OneConnection_IsFoundOnEitherNode()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var here = await nodes.First.JoinAsync("ada");
        var there = await nodes.Second.JoinAsync("ada");

        Assert.Equal(1, await nodes.First.Of<IDisconnections>().DisconnectAsync(here.Id, Kicked).AsTask().Within());
        Assert.DoesNotContain(there.Connection.Written(), one => one is Closing);
        Assert.Equal(0, await nodes.First.Of<IDisconnections>().DisconnectAsync(there.Id, Kicked).AsTask().Within());

        await TestTimeout.Until(() => there.Connection.Written().Any(one => one is Closing));
    }

    [Fact]
    public async Task Unsubscribe_EngineIsAway_IsToldWhenItIsBack()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var ada = await nodes.Second.JoinAsync("ada");
        await ada.Call(hub => hub.Subscribe(new() { Channel = "topic:x" }));
        nodes.First.Engine.IsAway = true;

        await nodes.First.Of<IModuleSubscriptions>().EndAsync(ChannelName.Parse("topic:x"), "ada", "kicked", "out").AsTask().Within();
        var connection = ada.Admitted;
        Assert.True(connection.IsSubscribed(ChannelName.Parse("topic:x")));
        nodes.First.Engine.IsAway = false;

        await TestTimeout.Until(() =>
        {
            nodes.First.Clock.Advance(TimeSpan.FromSeconds(1));
            return !connection.IsSubscribed(ChannelName.Parse("topic:x"));
        });
    }

    [Fact]
    public async Task Receiver_CommandsOfItselfOrUnknown_DoNothing()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var ada = await nodes.First.JoinAsync("ada");
        var receiver = ActivatorUtilities.CreateInstance<NodeCommandReceiver>(nodes.First.Of<IServiceProvider>());
        var own = new Publication
        {
            Channel = NodeCommands.Channel, Offset = 1, Type = "node.disconnect", Time = 1, Data = Payload.From(new DisconnectCommand(null, ada.Id, Kicked), DisconnectJson.Default.DisconnectCommand),
            Publisher = new Publisher(nodes.First.Of<NodeName>().Id, null, ""),
        };

        receiver.OnPublications("e", [own, own with { Publisher = new Publisher("other", null, ""), Type = "node.unheardOf" }]);
        Assert.DoesNotContain(ada.Connection.Written(), one => one is Closing);
        receiver.OnPublications("e", [own with { Publisher = new Publisher("other", null, "") }]);

        Assert.Contains(ada.Connection.Written(), one => one is Closing);
    }

    [Fact]
    public async Task Receiver_HandlerFindsTheEngineAway_TriesAgainUntilItIsDone()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var handler = new FailingHandler();
        var receiver = new NodeCommandReceiver(
            nodes.First.Of<IModuleChannels>(), nodes.First.Engine, nodes.First.Of<NodeName>(), [handler], nodes.First.Clock, NullLogger<NodeCommandReceiver>.Instance);

        receiver.OnPublications("e", [new Publication { Channel = NodeCommands.Channel, Offset = 1, Type = handler.CommandType, Time = 1, Data = Payload.From(1), Publisher = new Publisher("other", null, "") }]);

        await TestTimeout.Until(() =>
        {
            nodes.First.Clock.Advance(TimeSpan.FromSeconds(1));
            return handler.Calls == 3;
        });
    }

    [Fact]
    public async Task Receiver_NodeStopsWhileTheEngineIsAway_TriesNoMore()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var handler = new FailingHandler { IsAlwaysAway = true };
        using var receiver = new NodeCommandReceiver(
            nodes.First.Of<IModuleChannels>(), nodes.First.Engine, nodes.First.Of<NodeName>(), [handler], nodes.First.Clock, NullLogger<NodeCommandReceiver>.Instance);
        receiver.OnPublications("e", [new Publication { Channel = NodeCommands.Channel, Offset = 1, Type = handler.CommandType, Time = 1, Data = Payload.From(1), Publisher = new Publisher("other", null, "") }]);
        Assert.Equal(1, handler.Calls);

        await receiver.StopAsync(default).Within();
        await handler.Cancelled.Within();
        nodes.First.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(1, handler.Calls);
    }

    [Fact]
    public async Task Send_EngineOfOneNode_WritesNothing()
    {
        var alone = new Alone();
        await alone.InitializeAsync();

        await alone.Of<IModuleSubscriptions>().EndAsync(ChannelName.Parse("topic:x"), "ada", "kicked", "out").AsTask().Within();

        Assert.Equal(0, (await alone.Of<IEngine>().ReadLogAsync(NodeCommands.Channel, new LogQuery { Limit = 1 }, default)).Head);
        await alone.DisposeAsync();
    }

    private sealed class FailingHandler : INodeCommandHandler
    {
        private readonly TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int calls;

        public string CommandType => "node.failing";

        public int Calls => Volatile.Read(ref calls);

        public bool IsAlwaysAway { get; init; }

        /// <summary>Completes when the node stops.</summary>
        public Task Cancelled => cancelled.Task;

        public ValueTask RunAsync(Payload data, CancellationToken cancellationToken)
        {
            cancellationToken.Register(() => cancelled.TrySetResult());
            return Interlocked.Increment(ref calls) < 3 || IsAlwaysAway ? throw new EngineUnavailableException("away") : ValueTask.CompletedTask;
        }
    }

    private sealed class Alone : HubTest
    {
        public T Of<T>()
            where T : notnull => Get<T>();
    }
}
