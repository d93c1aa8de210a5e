using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Fanout;

/// <summary>
/// The channels that this node listens to: begun with the first subscriber, ended after the last. Receives from the engine and
/// passes it to each channel.
/// </summary>
/// <param name="engine">What distributes.</param>
/// <param name="time">The clock.</param>
/// <param name="signals">Where signals go.</param>
/// <param name="sendsPatches">Whether a channel's live values are sent as differences of fields; none's when absent.</param>
/// <param name="counters">What is counted; nothing when absent.</param>
internal sealed class LiveChannels(
    IEngine engine, TimeProvider time, ISignalFanout signals, Func<ChannelName, bool>? sendsPatches = null, ServerCounters? counters = null) : IEngineListener
{
    private readonly Lock gate = new();
    private readonly Dictionary<ChannelName, Listening> listening = [];

    /// <summary>How many channels this node listens to.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return listening.Count;
        }
    }

    /// <summary>The channels that this node listens to now.</summary>
    public IReadOnlyList<LiveChannel> All
    {
        get
        {
            lock (gate)
                return [.. listening.Values.Select(entry => entry.Channel)];
        }
    }

    /// <summary>Counts one more subscriber in and waits until the engine delivers. Every call that returns is matched by <see cref="ReleaseAsync"/>.</summary>
    public async ValueTask<Listening> AcquireAsync(ChannelName name, ChannelMode mode, CancellationToken cancellationToken)
    {
        Listening entry;
        lock (gate)
        {
            if (!listening.TryGetValue(name, out var found) || found.Ended is not null)
            {
                // Listening and unlistening of one channel never overlap: a new one begins after the old one's end.
                var before = found?.Ended ?? Task.CompletedTask;
                listening[name] = found = new Listening(new LiveChannel(name, mode, time, sendsPatches?.Invoke(name) == true, counters));
                found.Began = BeginAsync(found.Channel, before);
            }

            entry = found;
            entry.Users++;
        }

        try
        {
            await entry.Began.WaitAsync(cancellationToken);
            return entry;
        }
        catch
        {
            await ReleaseAsync(entry);
            throw;
        }
    }

    /// <summary>Counts one subscriber out; with the last one listening ends.</summary>
    public Task ReleaseAsync(Listening entry)
    {
        lock (gate)
        {
            if (--entry.Users > 0)
                return Task.CompletedTask;
            return entry.Ended = EndAsync(entry);
        }
    }

    /// <summary>The channel, if anyone on this node is subscribed to it.</summary>
    public LiveChannel? Find(ChannelName name)
    {
        lock (gate)
            return listening.GetValueOrDefault(name)?.Channel;
    }

    public void OnPublications(ChannelName channel, string epoch, IReadOnlyList<Publication> publications) =>
        Find(channel)?.Deliver(epoch, publications);

    public void OnSignal(Signal signal)
    {
        signals.Send(signal);
        Find(signal.Channel)?.Signal(signal);
    }

    public void OnReset(ChannelName channel, Position position) => Find(channel)?.Restart(position);

    private async Task BeginAsync(LiveChannel channel, Task before)
    {
        // An engine may deliver before it returns: never under the caller's lock.
        await Task.Yield();
        await before;
        channel.Begin(await engine.ListenAsync(channel.Name, CancellationToken.None));
    }

    private async Task EndAsync(Listening entry)
    {
        await Task.Yield();
        try
        {
            await entry.Began;
            await engine.UnlistenAsync(entry.Channel.Name, CancellationToken.None);
        }
        catch (Exception)
        {
            // An engine that is away delivers nothing either. Whatever else it was: the caller that began listening got the
            // error, and the next one begins again.
        }

        entry.Channel.Dispose();
        lock (gate)
        {
            if (listening.GetValueOrDefault(entry.Channel.Name) == entry)
                listening.Remove(entry.Channel.Name);
        }
    }
}

/// <summary>A channel that the engine delivers to this node, for as long as it has users.</summary>
internal sealed class Listening(LiveChannel channel)
{
    public LiveChannel Channel { get; } = channel;

    /// <summary>How many subscribers hold it. Guarded by <see cref="LiveChannels"/>.</summary>
    public int Users { get; set; }

    /// <summary>Completes when the engine delivers.</summary>
    public Task Began { get; set; } = Task.CompletedTask;

    /// <summary>Set when the last user has gone; completes when the engine has let go.</summary>
    public Task? Ended { get; set; }
}

/// <summary>Takes a signal to the connections of this node that are in its channel.</summary>
internal interface ISignalFanout
{
    void Send(Signal signal);
}
