using System.Diagnostics;
using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>
/// The one thread that writes. It takes all that waits, writes it with one write, syncs once, changes the indexes, and then
/// tells those who wait: while it syncs the next commit gathers.
/// </summary>
internal sealed class JournalWriter(
    JournalOptions options, TimeProvider time, SegmentFolder segments, JournalCondition condition) : IDisposable
{
    private const int MostBytesInACommit = 8 << 20;
    private const int EnoughForASync = 256;
    private static readonly long LeastPatience = Stopwatch.Frequency / 50_000;
    private static readonly long MostPatience = Stopwatch.Frequency / 2_000;

    private readonly WorkQueue queue = new(options);
    private readonly Commit commit = new();
    private readonly List<JournalWork> taken = [];
    private readonly Lock appliedGate = new();
    private List<JournalWork> works = [];
    private SegmentAppender appender = null!;
    private StallWatch? watch;
    private ITimer? relaxedTimer;
    private Thread? thread;
    private bool relaxedIsDue;
    private (int Segment, long Position) applied;

    /// <summary>Where the records end that the indexes have taken in.</summary>
    public (int Segment, long Position) Applied
    {
        get
        {
            lock (appliedGate)
                return applied;
        }

        private set
        {
            lock (appliedGate)
                applied = value;
        }
    }

    public long CommitCount { get; private set; }

    public void Start(Segment segment)
    {
        appender = new SegmentAppender(options, segments, segment);
        Applied = (segment.Number, segment.Length);
        relaxedTimer = time.CreateTimer(static writer => ((JournalWriter)writer!).SyncRelaxed(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        watch = new StallWatch(options, time, queue, condition);
        thread = new Thread(Run) { IsBackground = true, Name = "journal writer" };
        thread.Start();
    }

    /// <exception cref="EngineUnavailableException">The journal is stopped, failed or overloaded.</exception>
    public void Add(JournalWork work)
    {
        condition.ThrowIfRefusing();
        queue.Add(work);
    }

    /// <summary>Does what waits and ends. False when the disk does not let it end in time.</summary>
    public bool Stop()
    {
        Dispose();
        queue.Close();
        return thread is null || thread.Join(options.StopTimeLimit);
    }

    public void Dispose()
    {
        relaxedTimer?.Dispose();
        watch?.Dispose();
    }

    private void Run()
    {
        while (queue.TakeAll(ref works))
        {
            var count = works.Count;
            for (var next = 0; next < works.Count;)
                next = CommitFrom(next);
            works.Clear();
            Gather(count + queue.Count);
        }

        commit.NeedsSync = true;
        Store();
    }

    // Those who were just answered are about to come back. Without a moment's patience the others, who came meanwhile, would
    // be written alone, and every sync would serve half of them.
    private void Gather(int expected)
    {
        if (expected < 2)
            return;
        var patience = Math.Clamp(appender.SyncTime / 8, LeastPatience, MostPatience);
        // With so many a sync is well used, and while it lasts the others can get ready.
        var enough = Math.Min(expected, EnoughForASync);
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetTimestamp() - began < patience && queue.Count < enough;)
            Thread.Yield();
    }

    private int CommitFrom(int next)
    {
        commit.Begin(time.GetUtcNow().ToUnixTimeMilliseconds());
        try
        {
            next = Prepare(next);
            watch!.Begin(taken, works);
            var refusal = Store();
            if (!watch.End())
                Undo();
            else if (refusal is not null)
                Fail(refusal);
            else
                Apply();
        }
        finally
        {
            taken.Clear();
            commit.Clear();
        }

        return next;
    }

    private int Prepare(int next)
    {
        while (next < works.Count && commit.Records.Length < MostBytesInACommit)
        {
            var work = works[next];
            if (work.CommitsAlone && taken.Count > 0)
                break;
            next++;
            if (work.TryTake())
                Prepare(work);
            if (work.CommitsAlone)
                break;
        }

        return next;
    }

    private void Prepare(JournalWork work)
    {
        var mark = commit.Records.Length;
        try
        {
            work.Prepare(commit);
            taken.Add(work);
        }
#pragma warning disable CA1031 // Whatever is wrong with one append must not end the writer.
        catch (Exception e)
#pragma warning restore CA1031
        {
            commit.Records.CutTo(mark);
            work.Fail(e);
        }
    }

    /// <summary>Writes and syncs. The refusal when nothing is stored.</summary>
    private EngineUnavailableException? Store()
    {
        if (condition.Failure is { } failure)
            return new EngineUnavailableException(failure);
        try
        {
            appender.Store(commit);
            CommitCount++;
            return null;
        }
        catch (StorageFullException e)
        {
            return TakeBack() is { } failed ? condition.Fail(failed) : condition.IsFull(e);
        }
        catch (IOException e)
        {
            // A sync that failed may have dropped what it was to write, and the next one would say nothing of it.
            TakeBack();
            return condition.Fail(e);
        }
    }

    private IOException? TakeBack()
    {
        try
        {
            SegmentAppender.TakeBack(commit);
            return null;
        }
        catch (IOException e)
        {
            return e;
        }
    }

    // Those who waited were told that nothing is stored.
    private void Undo()
    {
        try
        {
            if (condition.Failure is null)
            {
                SegmentAppender.TakeBack(commit);
                appender.Sync();
            }
        }
        catch (IOException e)
        {
            condition.Fail(e);
        }

        condition.Answers();
    }

    private void Apply()
    {
        appender.Accept(commit);
        foreach (var work in taken)
            work.Apply(commit);
        if (commit.Segment is { } segment)
        {
            Applied = (segment.Number, segment.Length);
            condition.HasRoom();
            PlanRelaxedSync();
        }

        Answers.Give(taken);
        foreach (var channel in commit.Channels)
        {
            if (channel.Delivery is { Listening: true } delivery)
                ThreadPool.UnsafeQueueUserWorkItem(delivery, preferLocal: false);
        }
    }

    private void Fail(EngineUnavailableException refusal)
    {
        foreach (var work in taken)
            work.Fail(refusal);
    }

    private void PlanRelaxedSync()
    {
        if (!appender.IsUnsynced || Interlocked.Exchange(ref relaxedIsDue, true))
            return;
        relaxedTimer!.Change(options.RelaxedSyncInterval, Timeout.InfiniteTimeSpan);
    }

    private void SyncRelaxed()
    {
        Volatile.Write(ref relaxedIsDue, false);
        if (!appender.IsUnsynced)
            return;
        try
        {
            Add(new SyncWork());
        }
        catch (EngineUnavailableException)
        {
            // Stopped or failed: then there is nothing to sync. Overloaded: then the next commit plans it again.
        }
    }
}
