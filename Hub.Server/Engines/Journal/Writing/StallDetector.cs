using RealtimeHub.Server.Engines.Journal.Configuration;
using RealtimeHub.Server.Engines.Journal.Reporting;

namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>
/// Sees when a write or sync takes too long, and refuses all that wait then: a publisher must have an answer in bounded time.
/// The writer takes back what it was writing once the disk answers.
/// </summary>
internal sealed class StallDetector : IDisposable
{
    private readonly Lock gate = new();
    private readonly JournalOptions options;
    private readonly TimeProvider time;
    private readonly WorkQueue queue;
    private readonly JournalCondition condition;
    private readonly ITimer timer;
    private IReadOnlyList<JournalWork> taken = [];
    private IReadOnlyList<JournalWork> behind = [];
    private long began;
    private bool running;
    private volatile EngineUnavailableException? refusal;

    public StallDetector(JournalOptions options, TimeProvider time, WorkQueue queue, JournalCondition condition)
    {
        (this.options, this.time, this.queue, this.condition) = (options, time, queue, condition);
        var interval = options.DiskTimeLimit / 4;
        timer = time.CreateTimer(static watch => ((StallDetector)watch!).Look(), this, interval, interval);
    }

    /// <summary>The writer begins to write for some work, while other work is behind it.</summary>
    public void Begin(IReadOnlyList<JournalWork> work, IReadOnlyList<JournalWork> all)
    {
        lock (gate)
            (taken, behind, began, running, refusal) = (work, all, time.GetTimestamp(), true, null);
    }

    /// <summary>The refusal of the work that was begun last, when the disk takes too long over it; null while it doesn't.</summary>
    public EngineUnavailableException? Refusal => refusal;

    /// <summary>The disk answered; false when that was too late and all callers were refused.</summary>
    public bool End()
    {
        lock (gate)
        {
            var inTime = running;
            running = false;
            return inTime;
        }
    }

    public void Dispose() => timer.Dispose();

    private void Look()
    {
        lock (gate)
        {
            if (!running || time.GetElapsedTime(began) < options.DiskTimeLimit)
                return;
            running = false;
            refusal = condition.DiskStalls();
            foreach (var work in taken)
                work.Fail(refusal);
            foreach (var work in behind.Concat(queue.Drain()))
            {
                if (work.TryTake())
                    work.Fail(refusal);
            }

            queue.Wake();
        }
    }
}
