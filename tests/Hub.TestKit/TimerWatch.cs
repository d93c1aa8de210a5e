using Microsoft.Extensions.Time.Testing;

namespace RealtimeHub.TestKit;

/// <summary>A fake clock that also says which timers are armed, so that a test can await code that reaches its delay.</summary>
public sealed class TimerWatch : FakeTimeProvider
{
    private readonly Lock gate = new();
    private readonly HashSet<WatchedTimer> armed = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many timers are going to fire.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (gate)
                return armed.Count;
        }
    }

    /// <summary>Returns when at least one timer is armed: code on another thread has come to its delay.</summary>
    public async Task TimerArmedAsync()
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (armed.Count > 0)
                    return;
                next = changed.Task;
            }

            await next;
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WatchedTimer(this);
        timer.Inner = base.CreateTimer(
            given =>
            {
                if (!timer.IsPeriodic)
                    Note(timer, isArmed: false);
                callback(given);
            },
            state,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        timer.Change(dueTime, period);
        return timer;
    }

    private void Note(WatchedTimer timer, bool isArmed)
    {
        lock (gate)
        {
            _ = isArmed ? armed.Add(timer) : armed.Remove(timer);
            changed.TrySetResult();
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private sealed class WatchedTimer(TimerWatch watch) : ITimer
    {
        public ITimer Inner { get; set; } = null!;

        public bool IsPeriodic { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            IsPeriodic = period > TimeSpan.Zero;
            // Noted first: a timer that is due at once fires within Change.
            watch.Note(this, dueTime != Timeout.InfiniteTimeSpan);
            return Inner.Change(dueTime, period);
        }

        public void Dispose()
        {
            watch.Note(this, isArmed: false);
            Inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
