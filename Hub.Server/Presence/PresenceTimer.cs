namespace RealtimeHub.Server.Presence;

/// <summary>One timer for every room's appointments.</summary>
internal sealed class PresenceTimer : IDisposable
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<PresenceRoom, TimeSpan> appointments = new();
    private readonly Action<PresenceRoom, TimeSpan> wake;
    private readonly TimeProvider time;
    private readonly long start;
    private readonly ITimer timer;
    private TimeSpan armed = TimeSpan.MaxValue;

    public PresenceTimer(TimeProvider time, Action<PresenceRoom, TimeSpan> wake)
    {
        this.time = time;
        this.wake = wake;
        start = time.GetTimestamp();
        timer = time.CreateTimer(_ => WakeDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The time since the start; never goes back.</summary>
    public TimeSpan Now => time.GetElapsedTime(start);

    public void Schedule(PresenceRoom room, TimeSpan due)
    {
        lock (gate)
        {
            appointments.Enqueue(room, due);
            Arm();
        }
    }

    public void Dispose() => timer.Dispose();

    private void WakeDue()
    {
        lock (gate)
            armed = TimeSpan.MaxValue;
        var now = Now;
        while (TryTakeDue(now, out var room))
            wake(room, now);
    }

    private bool TryTakeDue(TimeSpan now, out PresenceRoom room)
    {
        lock (gate)
        {
            if (appointments.TryPeek(out room!, out var due) && due <= now)
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
