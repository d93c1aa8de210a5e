namespace RealtimeHub.Server.Presence;

/// <summary>One timer for the appointments of all channels.</summary>
internal sealed class PresenceTimer : IDisposable
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<SynchronizedPresence, TimeSpan> appointments = new();
    private readonly Action<SynchronizedPresence, TimeSpan> wake;
    private readonly TimeProvider time;
    private readonly long start;
    private readonly ITimer timer;
    private TimeSpan armed = TimeSpan.MaxValue;

    public PresenceTimer(TimeProvider time, Action<SynchronizedPresence, TimeSpan> wake)
    {
        this.time = time;
        this.wake = wake;
        start = time.GetTimestamp();
        timer = time.CreateTimer(_ => WakeDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The time since the start; never goes back.</summary>
    public TimeSpan Now => time.GetElapsedTime(start);

    public void Schedule(SynchronizedPresence presence, TimeSpan due)
    {
        lock (gate)
        {
            appointments.Enqueue(presence, due);
            Arm();
        }
    }

    public void Dispose() => timer.Dispose();

    private void WakeDue()
    {
        lock (gate)
            armed = TimeSpan.MaxValue;
        var now = Now;
        while (TryTakeDue(now, out var presence))
            wake(presence, now);
    }

    private bool TryTakeDue(TimeSpan now, out SynchronizedPresence presence)
    {
        lock (gate)
        {
            if (appointments.TryPeek(out presence!, out var due) && due <= now)
            {
                appointments.Dequeue();
                return true;
            }

            Arm();
            return false;
        }
    }

    private void Arm()
    {
        if (!appointments.TryPeek(out _, out var due) || due >= armed)
            return;
        armed = due;
        // Timers count whole milliseconds; one that fires early nevertheless finds nothing due and is armed again.
        var wait = Math.Ceiling((due - Now).TotalMilliseconds);
        timer.Change(TimeSpan.FromMilliseconds(Math.Max(wait, 0)), Timeout.InfiniteTimeSpan);
    }
}
