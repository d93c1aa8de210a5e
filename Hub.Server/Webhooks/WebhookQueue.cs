using RealtimeHub.Shared;

namespace RealtimeHub.Server.Webhooks;

/// <summary>
/// The channels that have something to be sent, each at its time and each given out once at a time. Bounded: what is refused has to be added again when there is
/// room. May be added to from any thread; taken from by one.
/// </summary>
internal sealed class WebhookQueue(int max, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<ChannelName, Wait> waiting = [];
    private readonly PriorityQueue<ChannelName, TimeSpan> order = new();

    // Given out; with when it is to be given out again.
    private readonly Dictionary<ChannelName, TimeSpan?> taken = [];
    private TaskCompletionSource changed = NewSignal();
    private bool refused;

    /// <summary>How many channels wait or are given out.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return waiting.Count + taken.Count;
        }
    }

    private TimeSpan Now => time.GetElapsedTime(0);

    /// <summary>Adds a channel, or lets one that waits come earlier; one that waits for another try keeps its time.</summary>
    public void Add(ChannelName channel, TimeSpan delay)
    {
        lock (gate)
        {
            var due = Now + delay;
            if (taken.TryGetValue(channel, out var again))
                taken[channel] = again < due ? again : due;
            else if (waiting.TryGetValue(channel, out var wait) ? !wait.IsRetry && due < wait.Due : HasRoom())
                Put(channel, new Wait(due, IsRetry: false));
        }
    }

    /// <summary>Waits for the next channel whose time has come. It is not given out again before <see cref="Done"/>.</summary>
    public async Task<ChannelName> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task wake;
            TimeSpan? wait;
            lock (gate)
            {
                if (TryTake(out var channel, out wait))
                    return channel;
                wake = changed.Task;
            }

            // Timers count whole milliseconds: rounded up, so that none fires before its time and spins.
            wake = wait is { } left ? wake.WaitAsync(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), time, cancellationToken) : wake.WaitAsync(cancellationToken);
            await wake.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>A channel that was given out has been dealt with; with a time it is tried again then, whatever is added meanwhile.</summary>
    public void Done(ChannelName channel, TimeSpan? retryAfter)
    {
        lock (gate)
        {
            taken.Remove(channel, out var again);
            if (retryAfter is { } delay)
                Put(channel, new Wait(Now + delay, IsRetry: true));
            else if (again is { } due)
                Put(channel, new Wait(due, IsRetry: false));
        }
    }

    /// <summary>True, once, when channels were refused and half of the room is free again.</summary>
    public bool TakeRefused()
    {
        lock (gate)
        {
            if (!refused || waiting.Count > max / 2)
                return false;
            refused = false;
            return true;
        }
    }

    private bool HasRoom()
    {
        if (waiting.Count < max)
            return true;
        refused = true;
        return false;
    }

    private void Put(ChannelName channel, Wait wait)
    {
        waiting[channel] = wait;
        order.Enqueue(channel, wait.Due);
        changed.TrySetResult();
        changed = NewSignal();
    }

    private bool TryTake(out ChannelName channel, out TimeSpan? wait)
    {
        for (wait = null; order.TryPeek(out channel, out var due);)
        {
            // An earlier time of a channel leaves its later one behind.
            var isCurrent = waiting.TryGetValue(channel, out var current) && current.Due == due;
            if (isCurrent && due > Now)
            {
                wait = due - Now;
                return false;
            }

            order.Dequeue();
            if (!isCurrent)
                continue;
            waiting.Remove(channel);
            taken[channel] = null;
            return true;
        }

        return false;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly record struct Wait(TimeSpan Due, bool IsRetry);
}
