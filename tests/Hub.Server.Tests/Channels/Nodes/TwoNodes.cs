using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Nodes;
using RealtimeHub.Server.Channels.SharedPresence;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Server.Tests.Hubs;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Channels.Nodes;

/// <summary>Two hubs of the real services that share a memory, with what nodes tell each other at work. Each has a clock of its own.</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    private static readonly ChannelName Beats = ChannelName.Parse("sys:nodes");
    private readonly FakeTimeProvider clock;

    private TwoNodes(NodeHub first, NodeHub second, FakeTimeProvider clock) => (First, Second, this.clock) = (first, second, clock);

    public NodeHub First { get; }

    public NodeHub Second { get; }

    public static async Task<TwoNodes> StartAsync()
    {
        var clock = new FakeTimeProvider();
        var memory = new SharedMemory(clock);
        var nodes = new TwoNodes(new NodeHub(memory.NewNode(), "first"), new NodeHub(memory.NewNode(), "second"), clock);
        foreach (var node in new[] { nodes.First, nodes.Second })
            await node.StartAsync();
        return nodes;
    }

    /// <summary>Lets two seconds pass for all, and waits for the beats that are due then of the nodes that reach the memory.</summary>
    public async Task BeatAsync()
    {
        clock.Advance(NodeTable.BeatInterval);
        foreach (var node in new[] { First, Second })
        {
            node.Clock.Advance(NodeTable.BeatInterval);
            if (node.Engine.IsAway)
                continue;
            var query = new StateQuery { Keys = [node.Of<NodeName>().Id], Limit = 1 };
            await TestTimeout.Until(async () => (await node.Engine.ReadStateAsync(Beats, query, default)).Entries is [{ } beat] && beat.Time >= clock.GetUtcNow().ToUnixTimeMilliseconds());
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in new[] { First, Second })
            await node.StopAsync();
    }
}

/// <summary>One of them.</summary>
internal sealed class NodeHub(SharedMemory.Node engine, string name) : HubTest(services => services.AddSingleton<IEngine>(engine), "--Hub:Node", name)
{
    private readonly List<IHostedService> started = [];

    public SharedMemory.Node Engine => engine;

    public FakeTimeProvider Clock => Time;

    public T Of<T>()
        where T : notnull => Get<T>();

    public Task<HubCaller> JoinAsync(string userId) => ConnectAsync(userId);

    public async Task StartAsync()
    {
        await InitializeAsync();
        foreach (var service in Get<IEnumerable<IHostedService>>().Where(service => service.GetType().Namespace is { } name && (name == typeof(NodeCommands).Namespace || name == typeof(PresenceSharing).Namespace)))
        {
            await service.StartAsync(default).Within();
            started.Add(service);
        }
    }

    /// <summary>Stops what nodes tell each other, as an orderly stop does.</summary>
    public async Task StopTasksAsync()
    {
        foreach (var service in Enumerable.Reverse(started))
            await service.StopAsync(default).Within();
        started.Clear();
    }

    public async Task StopAsync()
    {
        await StopTasksAsync();
        await DisposeAsync();
    }
}
