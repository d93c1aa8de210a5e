namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>
/// What waits for the writer. Bounded by number and bytes; what comes beyond is refused at once, because to let publishers
/// wait would only move the queue to where nobody counts it.
/// </summary>
internal sealed class WorkQueue(JournalOptions options)
{
    private readonly object gate = new();
    private List<JournalWork> waiting = [];
    private long bytes;
    private bool closed;

    public void Add(JournalWork work)
    {
        lock (gate)
        {
            if (closed)
                throw new EngineUnavailableException("the journal is stopped");
            if (waiting.Count >= options.MaxWaitingAppends || bytes + work.WaitingBytes > options.MaxWaitingBytes)
                throw new EngineUnavailableException("the journal is overloaded");
            waiting.Add(work);
            bytes += work.WaitingBytes;
            if (waiting.Count == 1)
                Monitor.Pulse(gate);
        }
    }

    /// <summary>Lets nothing more in. What waits is still handed out.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            Monitor.Pulse(gate);
        }
    }

    public int Count
    {
        get
        {
            lock (gate)
                return waiting.Count;
        }
    }

    /// <summary>Takes all that waits, without waiting.</summary>
    public List<JournalWork> Drain()
    {
        lock (gate)
        {
            var drained = waiting;
            waiting = [];
            bytes = 0;
            return drained;
        }
    }

    /// <summary>Waits for work and takes all of it, in order, into an empty list; false at the end.</summary>
    public bool TakeAll(ref List<JournalWork> taken)
    {
        lock (gate)
        {
            while (waiting.Count == 0)
            {
                if (closed)
                    return false;
                Monitor.Wait(gate);
            }

            (taken, waiting) = (waiting, taken);
            bytes = 0;
            return true;
        }
    }
}
