using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Memory;

/// <summary>Keeps everything in this process, for tests and for what may be lost with it.</summary>
internal sealed class MemoryEngine(TimeProvider time, EpochSource epochs, ILogger<MemoryEngine>? logger = null) : IEngine
{
    private readonly ChannelTable<MemoryChannel> channels = new(
        time, epochs, static (name, epoch) => new MemoryChannel(name, epoch), reason => logger?.ListenerFailed(reason));
    private IEngineListener? listener;

    public EngineTraits Traits { get; } = new(SpansNodes: false, SurvivesRestart: false);

    public EngineHealth Health => EngineHealth.Good;

    /// <summary>How many channels are held.</summary>
    public int ChannelCount => channels.Count;

    public ValueTask StartAsync(IEngineListener listener, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        this.listener = listener;
        channels.StartSweeping();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        channels.Dispose();
        return ValueTask.CompletedTask;
    }

    public ValueTask<Position> ListenAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(channels.Listen(channel, listener!));
    }

    public ValueTask UnlistenAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return channels.UnlistenAsync(channel);
    }

    public ValueTask<AppendResult> AppendAsync(Append append, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (result, delivery) = channels.Use(append.Channel, (append, now: channels.Now()), static (channel, given) =>
            (channel.Append(given.append, given.now), channel.Delivery));
        delivery?.Run();
        return new(result);
    }

    public ValueTask<bool> CompactAsync(Compaction compaction, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(channels.Use(compaction.Channel, (compaction, now: channels.Now()), static (channel, given) =>
            channel.Compact(given.compaction, given.now)));
    }

    public ValueTask<LogPage> ReadLogAsync(ChannelName channel, LogQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(channels.Read(channel, query, static (held, query) => held.ReadLog(query)));
    }

    public ValueTask<KeyPage> ReadStateAsync(ChannelName channel, StateQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(channels.Read(channel, query, static (held, query) => held.ReadState(query)));
    }

    public ValueTask SignalAsync(Signal signal, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        channels.Signal(signal);
        return ValueTask.CompletedTask;
    }
}
