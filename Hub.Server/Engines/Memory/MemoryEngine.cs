using System.Collections.Concurrent;
using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Memory;

/// <summary>Keeps everything in this process, for tests and for what may be lost with it.</summary>
internal sealed class MemoryEngine(TimeProvider time, EpochSource epochs) : IEngine
{
    /// <summary>How long a channel that holds nothing is kept after its last use.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<ChannelName, MemoryChannel> channels = new();
    private readonly Lock creating = new();
    private string newEpoch = epochs.Next();
    private IEngineListener? listener;
    private ITimer? sweeper;

    public EngineTraits Traits { get; } = new(SpansNodes: false, SurvivesRestart: false);

    public EngineHealth Health => EngineHealth.Good;

    /// <summary>How many channels are held.</summary>
    public int ChannelCount => channels.Count;

    public ValueTask StartAsync(IEngineListener listener, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        this.listener = listener;
        sweeper = time.CreateTimer(static engine => ((MemoryEngine)engine!).Sweep(), this, SweepInterval, SweepInterval);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => sweeper?.DisposeAsync() ?? ValueTask.CompletedTask;

    public ValueTask<Position> ListenAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Use(channel, this, static (held, engine) =>
        {
            held.Delivery ??= new ChannelDelivery(held.Name, engine.listener!);
            held.Delivery.Listen();
            return held.Position;
        }));
    }

    public ValueTask UnlistenAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!channels.TryGetValue(channel, out var held))
            return ValueTask.CompletedTask;
        lock (held.Gate)
        {
            held.UsedTime = Now();
            return held.Delivery?.UnlistenAsync() ?? ValueTask.CompletedTask;
        }
    }

    public ValueTask<AppendResult> AppendAsync(Append append, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (result, delivery) = Use(append.Channel, (append, now: Now()), static (held, given) =>
            (held.Append(given.append, given.now), held.Delivery));
        delivery?.Run();
        return new(result);
    }

    public ValueTask<bool> CompactAsync(Compaction compaction, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Use(compaction.Channel, (compaction, now: Now()), static (held, given) =>
            held.Compact(given.compaction, given.now)));
    }

    public ValueTask<LogPage> ReadLogAsync(ChannelName channel, LogQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Read(channel, query, static (held, query) => held.ReadLog(query)));
    }

    public ValueTask<KeyPage> ReadStateAsync(ChannelName channel, StateQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Read(channel, query, static (held, query) => held.ReadState(query)));
    }

    public ValueTask SignalAsync(Signal signal, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (channels.TryGetValue(signal.Channel, out var held) && held.Delivery is { } delivery)
        {
            lock (held.Gate)
                delivery.Post(signal);
            delivery.Run();
        }

        return ValueTask.CompletedTask;
    }

    private TResult Read<TGiven, TResult>(ChannelName name, TGiven given, Func<MemoryChannel, TGiven, TResult> read)
    {
        // Reading an unknown channel must not make it known: anybody may ask for any name.
        if (!channels.TryGetValue(name, out var channel))
            channel = new MemoryChannel(name, Volatile.Read(ref newEpoch));
        lock (channel.Gate)
        {
            channel.Index.Trim(Now());
            return read(channel, given);
        }
    }

    private TResult Use<TGiven, TResult>(ChannelName name, TGiven given, Func<MemoryChannel, TGiven, TResult> use)
    {
        while (true)
        {
            var channel = channels.TryGetValue(name, out var known) ? known : Create(name);
            lock (channel.Gate)
            {
                if (channel.Forgotten)
                    continue;
                channel.UsedTime = Now();
                return use(channel, given);
            }
        }
    }

    private MemoryChannel Create(ChannelName name)
    {
        lock (creating)
            return channels.GetOrAdd(name, static (name, epoch) => new MemoryChannel(name, epoch), newEpoch);
    }

    private void Sweep()
    {
        foreach (var channel in channels.Values)
        {
            lock (creating)
            lock (channel.Gate)
            {
                channel.Index.Trim(Now());
                if (IsIdle(channel))
                    Forget(channel);
            }
        }
    }

    private bool IsIdle(MemoryChannel channel) =>
        channel.Index.IsEmpty && channel.Delivery is not { Listening: true }
        && Now() - channel.UsedTime >= IdleTime.TotalMilliseconds;

    private void Forget(MemoryChannel channel)
    {
        // Should it come back, its offsets begin anew: it must not do so under the epoch that it had.
        if (channel.Index.Head > 0)
            Volatile.Write(ref newEpoch, epochs.Next());
        channel.Forgotten = true;
        channels.TryRemove(channel.Name, out _);
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
