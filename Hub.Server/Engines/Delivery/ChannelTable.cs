using System.Collections.Concurrent;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Delivery;

/// <summary>
/// The channels that an embedded engine holds. Any name may be asked for: one that is only read is never kept, and one that
/// holds nothing is forgotten after a while.
/// </summary>
internal sealed class ChannelTable<TChannel>(
    TimeProvider time, EpochSource epochs, Func<ChannelName, string, TChannel> make, Action<Exception>? listenerFailed = null,
    EmptyEpochs? empty = null, Func<long>? ages = null) : IDisposable
    where TChannel : EngineChannel
{
    /// <summary>How long a channel that holds nothing is kept after its last use.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<ChannelName, TChannel> channels = new();
    private readonly Lock creating = new();
    private string newEpoch = epochs.Next();
    private ITimer? sweeper;

    public int Count => channels.Count;

    public IEnumerable<TChannel> All => channels.Select(pair => pair.Value);

    public void StartSweeping() =>
        sweeper = time.CreateTimer(static table => ((ChannelTable<TChannel>)table!).Sweep(), this, SweepInterval, SweepInterval);

    public void Dispose() => sweeper?.Dispose();

    public TChannel? Find(ChannelName name) => channels.GetValueOrDefault(name);

    public TChannel FindOrMake(ChannelName name)
    {
        if (channels.TryGetValue(name, out var channel))
            return channel;
        lock (creating)
            return channels.GetOrAdd(name, make, EpochOf(name));
    }

    /// <summary>Reads under the channel's lock. Reading an unknown channel does not make it known.</summary>
    public TResult Read<TGiven, TResult>(ChannelName name, TGiven given, Func<TChannel, TGiven, TResult> read)
    {
        var channel = Find(name) ?? make(name, EpochOf(name));
        lock (channel.Gate)
        {
            channel.Trim(AgeNow());
            return read(channel, given);
        }
    }

    /// <summary>Changes the channel under its lock.</summary>
    public TResult Use<TGiven, TResult>(ChannelName name, TGiven given, Func<TChannel, TGiven, TResult> use) =>
        Use(name, Now(), given, use);

    /// <summary>Changes the channel under its lock.</summary>
    /// <param name="name">The channel's name.</param>
    /// <param name="now">The time, which the caller has looked up already.</param>
    /// <param name="given">What <paramref name="use"/> gets next to the channel.</param>
    /// <param name="use">Changes it.</param>
    public TResult Use<TGiven, TResult>(ChannelName name, long now, TGiven given, Func<TChannel, TGiven, TResult> use)
    {
        while (true)
        {
            var channel = FindOrMake(name);
            lock (channel.Gate)
            {
                if (channel.Forgotten)
                    continue;
                channel.UsedTime = now;
                return use(channel, given);
            }
        }
    }

    public Position Listen(ChannelName name, IEngineListener listener) => Use(name, (listener, listenerFailed), static (channel, given) =>
    {
        channel.Delivery ??= new ChannelDelivery(channel.Name, given.listener, given.listenerFailed);
        channel.Delivery.Listen();
        return channel.Position;
    });

    public ValueTask UnlistenAsync(ChannelName name)
    {
        if (Find(name) is not { } channel)
            return ValueTask.CompletedTask;
        lock (channel.Gate)
        {
            channel.UsedTime = Now();
            return channel.Delivery?.UnlistenAsync() ?? ValueTask.CompletedTask;
        }
    }

    public void Signal(Signal signal)
    {
        if (Find(signal.Channel) is not { Delivery: { } delivery } channel)
            return;
        lock (channel.Gate)
            delivery.Post(signal);
        delivery.Run();
    }

    public long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The time by which ages are measured.</summary>
    public long AgeNow() => ages is null ? Now() : ages();

    private string EpochOf(ChannelName name) => empty?.Of(name) ?? Volatile.Read(ref newEpoch);

    private void Sweep()
    {
        foreach (var channel in All)
        {
            lock (creating)
            lock (channel.Gate)
            {
                channel.Trim(AgeNow());
                if (IsIdle(channel))
                    Forget(channel);
            }
        }
    }

    private bool IsIdle(TChannel channel) =>
        channel.IsForgettable && channel.Delivery is not { Listening: true } && Now() - channel.UsedTime >= IdleTime.TotalMilliseconds;

    private void Forget(TChannel channel)
    {
        // Should it come back, its offsets begin again: it must not do so under the epoch that it had.
        if (channel.Position.Offset > 0)
            Volatile.Write(ref newEpoch, epochs.Next());
        channel.Forgotten = true;
        channels.TryRemove(channel.Name, out _);
    }
}
