using RealtimeHub.Server.Engines.Journal.Configuration;

namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>
/// What waits for the writer. Bounded by number and bytes; what comes beyond is refused at once, because to let publishers
/// wait would only move the queue to where it isn't counted.
/// </summary>
internal sealed class WorkQueue(JournalOptions options)
{
    private readonly object gate = new();
    private List<JournalWork> waiting = [];
    private long bytes;
    private int awaited = 1;
    private bool woken;
    private bool closed;

    public int Count
    {
        get
        {
            lock (gate)
                return waiting.Count;
        }
    }

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
            if (waiting.Count == awaited)
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

    /// <summary>Ends the writer's wait, this one or the next.</summary>
    public void Wake()
    {
        lock (gate)
        {
            woken = true;
            Monitor.Pulse(gate);
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

    /// <summary>Takes all that waits, in order, into an empty list; false when nothing does.</summary>
    public bool TryTakeAll(ref List<JournalWork> taken)
    {
        lock (gate)
        {
            if (waiting.Count == 0)
                return false;
            (taken, waiting) = (waiting, taken);
            bytes = 0;
            return true;
        }
    }

    /// <summary>Waits for work; false at the end.</summary>
    public bool Wait()
    {
        lock (gate)
        {
            while (waiting.Count == 0)
            {
                if (closed)
                    return false;
                Monitor.Wait(gate);
            }

            return true;
        }
    }

    /// <summary>Waits until so much has come that it is worth getting up for, or <see cref="Wake"/> is called.</summary>
    public void WaitUntilWoken(int enough)
    {
        lock (gate)
        {
            awaited = enough;
            while (!woken && waiting.Count < enough)
                Monitor.Wait(gate);
            woken = false;
            awaited = 1;
        }
    }
}
