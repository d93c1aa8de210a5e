using RealtimeHub.Server.Engines.Index;
using RealtimeHub.Server.Engines.Journal.Configuration;

namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>Has what was written without a sync synced soon.</summary>
internal sealed class RelaxedSync : IDisposable
{
    private readonly TimeSpan interval;
    private readonly SegmentAppender appender;
    private readonly JournalWriter writer;
    private readonly ITimer timer;
    private bool isDue;

    public RelaxedSync(JournalOptions options, TimeProvider time, SegmentAppender appender, JournalWriter writer)
    {
        (interval, this.appender, this.writer) = (options.RelaxedSyncInterval, appender, writer);
        timer = time.CreateTimer(static sync => ((RelaxedSync)sync!).Sync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something was written.</summary>
    public void Plan()
    {
        if (appender.IsUnsynced && !Interlocked.Exchange(ref isDue, true))
            timer.Change(interval, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => timer.Dispose();

    private void Sync()
    {
        Volatile.Write(ref isDue, false);
        if (!appender.IsUnsynced)
            return;
        try
        {
            writer.Add(new SyncWork());
        }
        catch (EngineUnavailableException)
        {
            // Stopped or failed: then there is nothing to sync. Overloaded: then the next commit plans it again.
        }
    }
}
