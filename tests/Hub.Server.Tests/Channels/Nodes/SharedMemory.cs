using System.Collections.Concurrent;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Memory;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Channels.Nodes;

/// <summary>One memory that several nodes of a test share, each with an engine of its own.</summary>
internal sealed class SharedMemory(TimeProvider time) : IEngineListener
{
    private readonly MemoryEngine inner = new(time, new EpochSource(new Random(1)));
    private readonly ConcurrentBag<Node> nodes = [];

    public Node NewNode()
    {
        var node = new Node(this);
        nodes.Add(node);
        return node;
    }

    public void OnPublications(ChannelName channel, string epoch, IReadOnlyList<Publication> publications)
    {
        foreach (var node in nodes.Where(node => node.IsListening(channel)))
            node.Listener!.OnPublications(channel, epoch, publications);
    }

    public void OnSignal(Signal signal)
    {
        foreach (var node in nodes.Where(node => node.IsListening(signal.Channel)))
            node.Listener!.OnSignal(signal);
    }

    public void OnReset(ChannelName channel, Position position)
    {
    }

    /// <summary>A node's engine.</summary>
    internal sealed class Node(SharedMemory shared) : IEngine
    {
        private readonly ConcurrentDictionary<ChannelName, bool> listening = new();

        /// <summary>While true it takes no calls and receives nothing.</summary>
        public bool IsAway { get; set; }

        public IEngineListener? Listener { get; private set; }

        public EngineTraits Traits { get; } = new(SpansNodes: true, SurvivesRestart: false);

        public EngineHealth Health => IsAway ? new(false, "away") : EngineHealth.Good;

        private MemoryEngine Inner => IsAway ? throw new EngineUnavailableException("away") : shared.inner;

        public bool IsListening(ChannelName channel) => !IsAway && listening.ContainsKey(channel);

        public async ValueTask StartAsync(IEngineListener listener, CancellationToken cancellationToken)
        {
            Listener = listener;
            await shared.inner.StartAsync(shared, cancellationToken);
        }

        public async ValueTask<Position> ListenAsync(ChannelName channel, CancellationToken cancellationToken)
        {
            var position = await Inner.ListenAsync(channel, cancellationToken);
            listening[channel] = true;
            return position;
        }

        public ValueTask UnlistenAsync(ChannelName channel, CancellationToken cancellationToken)
        {
            listening.TryRemove(channel, out _);
            return ValueTask.CompletedTask;
        }

        public ValueTask<AppendResult> AppendAsync(Append append, CancellationToken cancellationToken) => Inner.AppendAsync(append, cancellationToken);

        public ValueTask<LogPage> ReadLogAsync(ChannelName channel, LogQuery query, CancellationToken cancellationToken) => Inner.ReadLogAsync(channel, query, cancellationToken);

        public ValueTask<KeyPage> ReadStateAsync(ChannelName channel, StateQuery query, CancellationToken cancellationToken) => Inner.ReadStateAsync(channel, query, cancellationToken);

        public ValueTask<bool> CompactAsync(Compaction compaction, CancellationToken cancellationToken) => Inner.CompactAsync(compaction, cancellationToken);

        public ValueTask SignalAsync(Signal signal, CancellationToken cancellationToken) => Inner.SignalAsync(signal, cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
