using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Nodes;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Server.Tests.Hubs;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Channels.Nodes;

/// <summary>Two hubs of the real services that share a memory, with what nodes tell each other at work. Each has a clock of its own.</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    private TwoNodes(NodeHub first, NodeHub second) => (First, Second) = (first, second);

    public NodeHub First { get; }

    public NodeHub Second { get; }

    public static async Task<TwoNodes> StartAsync()
    {
        var memory = new SharedMemory(TimeProvider.System);
        var nodes = new TwoNodes(new NodeHub(memory.NewNode(), "first"), new NodeHub(memory.NewNode(), "second"));
        foreach (var node in new[] { nodes.First, nodes.Second })
            await node.StartAsync();
        return nodes;
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
        foreach (var service in Get<IEnumerable<IHostedService>>().Where(service => service.GetType().Namespace == typeof(NodeCommands).Namespace))
        {
            await service.StartAsync(default).Within();
            started.Add(service);
        }
    }

    public async Task StopAsync()
    {
        foreach (var service in Enumerable.Reverse(started))
            await service.StopAsync(default).Within();
        await DisposeAsync();
    }
}
