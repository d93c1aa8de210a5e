namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>Something for the writer to do. Its members are called by the writer's thread in the order in which they stand.</summary>
internal abstract class JournalWork
{
    private bool taken;

    /// <summary>How many bytes of payload wait with it.</summary>
    public virtual int WaitingBytes => 0;

    /// <summary>Whether nothing else may be in its commit.</summary>
    public virtual bool CommitsAlone => false;

    /// <summary>Takes it up, from any thread; false when it was taken up or cancelled before.</summary>
    public virtual bool TryTake() => !Interlocked.Exchange(ref taken, true);

    /// <summary>Decides what is to be done and adds its records to the commit. Changes nothing that others see.</summary>
    public abstract void Prepare(Commit commit);

    /// <summary>The records are stored: changes the index.</summary>
    public virtual void Apply(Commit commit)
    {
    }

    /// <summary>Everything is done: completes the call, whose continuation may run at once. On a thread of the pool, after the others.</summary>
    public abstract void Complete();

    /// <summary>Nothing was done: fails the call.</summary>
    public abstract void Fail(Exception reason);
}
