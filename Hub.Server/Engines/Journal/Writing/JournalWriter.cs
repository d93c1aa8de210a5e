using System.Diagnostics;
using RealtimeHub.Server.Engines.Journal.Configuration;
using RealtimeHub.Server.Engines.Journal.Reporting;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>
/// The one thread that decides what is written and changes the indexes. It takes all that waits, has it written with one
/// write and synced once, changes the indexes, and then completes the waiting calls. It stores a small commit itself; while a
/// large one is being stored it prepares the next.
/// </summary>
internal sealed class JournalWriter(
    JournalOptions options, TimeProvider time, SegmentFolder segments, JournalCondition condition, AgeClock ages, Action<Segment> begun) : IDisposable
{
    private const int Large = 256;
    private const int WakeThreshold = 64;
    private static readonly long MinGatherTime = Stopwatch.Frequency / 50_000;
    private static readonly long MaxGatherTime = Stopwatch.Frequency / 2_000;

    private readonly WorkQueue queue = new(options);
    private readonly Lock appliedGate = new();
    private List<JournalWork> works = [];
    private int next;
    private Commit filling = null!;
    private Commit other = null!;
    private bool otherIsBeingStored;
    private SegmentAppender appender = null!;
    private CommitStore store = null!;
    private StoringThread storingThread = null!;
    private StallDetector watch = null!;
    private RelaxedSync? relaxedSync;
    private Thread? thread;
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

    public long CommitCount => store.CommitCount;

    public int WaitingCount => queue.Count;

    public void Start(Segment segment)
    {
        (filling, other) = (new Commit(segments.Identity), new Commit(segments.Identity));
        appender = new SegmentAppender(options, segments, segment, begun);
        store = new CommitStore(appender, condition);
        storingThread = new StoringThread(store, queue.Wake);
        watch = new StallDetector(options, time, queue, condition);
        relaxedSync = new RelaxedSync(options, time, appender, this);
        Applied = (segment.Number, segment.Length);
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
        relaxedSync?.Dispose();
        watch?.Dispose();
    }

    private void Run()
    {
        do
            Work();
        while (queue.Wait());

        storingThread.Close();
        store.Finish();
    }

    // Until nothing is left to do.
    private void Work()
    {
        while (true)
        {
            Fill();
            if (otherIsBeingStored)
                AwaitStored();
            else if (filling.Works.Count >= Large)
                BeginStoring();
            else if (filling.Works.Count > 0)
                StoreHere();
            else
                break;
        }

        // Works that could not be prepared may have left something.
        filling.Clear();
    }

    /// <summary>Prepares what waits, as long as the commit takes it. False when something has to wait for the next.</summary>
    private bool Fill()
    {
        while (next < works.Count || TakeAll())
        {
            var work = works[next];
            if (filling.IsFull || IsWorthStoring || (work.CommitsAlone && (filling.Works.Count > 0 || otherIsBeingStored)))
                return false;
            next++;
            if (work.TryTake())
                Prepare(work);
        }

        return true;
    }

    // The disk has nothing to do and there is enough for it: what else waits can be prepared meanwhile.
    private bool IsWorthStoring => !otherIsBeingStored && filling.Works.Count >= Large;

    private bool TakeAll()
    {
        works.Clear();
        next = 0;
        return queue.TryTakeAll(ref works);
    }

    private void Prepare(JournalWork work)
    {
        if (filling.Works.Count == 0)
            filling.Begin(time.GetUtcNow().ToUnixTimeMilliseconds(), ages.Now());
        var mark = filling.Records.Length;
        try
        {
            work.Prepare(filling);
            filling.Works.Add(work);
        }
#pragma warning disable CA1031 // Whatever is wrong with one append must not end the writer.
        catch (Exception e)
#pragma warning restore CA1031
        {
            filling.Records.CutTo(mark);
            work.Fail(e);
        }
    }

    private void StoreHere()
    {
        var count = filling.Works.Count;
        watch.Begin(filling.Works, works);
        var refusal = store.Store(filling);
        if (!watch.End())
        {
            store.Undo(filling);
        }
        else if (refusal is not null)
        {
            filling.Fail(refusal);
        }
        else
        {
            appender.Accept(filling);
            Apply(filling);
        }

        filling.Clear();
        Gather(count);
    }

    private void BeginStoring()
    {
        (filling, other) = (other, filling);
        otherIsBeingStored = true;
        watch.Begin(other.Works, []);
        storingThread.Begin(other);
    }

    private void AwaitStored()
    {
        if (storingThread.IsDone(out var refusal))
            FinishStored(refusal);
        else if (watch.Refusal is { } stalls)
            RefuseWaiting(stalls);
        else
            queue.WaitUntilWoken(Fill() ? WakeThreshold : int.MaxValue);
    }

    private void FinishStored(EngineUnavailableException? refusal)
    {
        otherIsBeingStored = false;
        var inTime = watch.End();
        refusal ??= watch.Refusal;
        if (refusal is null)
            AcceptStored();
        else
            RefuseStored(refusal, inTime);
    }

    private void AcceptStored()
    {
        var stored = other;
        var count = stored.Works.Count;
        appender.Accept(stored);
        // First of all: every caller waits for the disk.
        var goesOn = filling.Works.Count >= Large;
        if (goesOn)
            BeginStoring();
        Apply(stored);
        stored.Clear();
        if (!goesOn)
            Gather(count);
    }

    private void RefuseStored(EngineUnavailableException refusal, bool inTime)
    {
        // What was prepared meanwhile counts on what is not there.
        filling.Fail(refusal);
        filling.Clear();
        if (inTime)
            other.Fail(refusal);
        else
            store.Undo(other);
        other.Clear();
    }

    // The detector has refused the commit that is being stored; these here are the writer's.
    private void RefuseWaiting(EngineUnavailableException stalls)
    {
        filling.Fail(stalls);
        filling.Clear();
        for (; next < works.Count; next++)
        {
            if (works[next].TryTake())
                works[next].Fail(stalls);
        }

        queue.WaitUntilWoken(int.MaxValue);
    }

    private void Apply(Commit commit)
    {
        foreach (var work in commit.Works)
            work.Apply(commit);
        if (commit.Segment is { } segment)
        {
            Applied = (segment.Number, commit.End);
            condition.Unblock();
            relaxedSync!.Plan();
        }

        CompletionBatch.Complete(commit.Works);
        foreach (var channel in commit.Channels)
        {
            if (channel.Delivery is { Listening: true } delivery)
                ThreadPool.UnsafeQueueUserWorkItem(delivery, preferLocal: false);
        }
    }

    // Those who were just answered are about to come back. Without a moment's wait the others, who came meanwhile, would
    // be written alone, and every sync would serve half of them.
    private void Gather(int answered)
    {
        var expected = answered + filling.Works.Count + queue.Count;
        if (expected < 2)
            return;
        var limit = Math.Clamp(appender.SyncTime / 8, MinGatherTime, MaxGatherTime);
        // With so many a sync is well used, and while it lasts the others can get ready.
        var enough = Math.Min(expected, Large) - filling.Works.Count;
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetTimestamp() - began < limit && queue.Count < enough;)
            Thread.Yield();
    }
}
