namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>
/// Stores one commit while the writer prepares the next. Handing over takes two changes of threads, which a large commit
/// earns back many times and a small one never.
/// </summary>
/// <param name="store">Does it.</param>
/// <param name="done">Called on the thread after each commit.</param>
internal sealed class StoringThread(CommitStore store, Action done)
{
    private readonly object gate = new();
    private Thread? thread;
    private Commit? commit;
    private EngineUnavailableException? refusal;
    private bool closed;

    /// <summary>Begins to store a commit. The one before is done.</summary>
    public void Begin(Commit next)
    {
        lock (gate)
        {
            commit = next;
            Monitor.Pulse(gate);
        }

        if (thread is null)
        {
            thread = new Thread(Run) { IsBackground = true, Name = "journal storing" };
            thread.Start();
        }
    }

    /// <summary>Whether the commit that was begun is done, and why it was refused; null when it is stored.</summary>
    public bool IsDone(out EngineUnavailableException? reason)
    {
        lock (gate)
        {
            reason = refusal;
            return commit is null;
        }
    }

    /// <summary>Ends the thread. Nothing is under way.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            Monitor.Pulse(gate);
        }

        thread?.Join();
    }

    private void Run()
    {
        while (Take() is { } taken)
        {
            var outcome = store.Store(taken);
            lock (gate)
                (commit, refusal) = (null, outcome);
            done();
        }
    }

    private Commit? Take()
    {
        lock (gate)
        {
            while (commit is null && !closed)
                Monitor.Wait(gate);
            return commit;
        }
    }
}
