using RealtimeHub.Documents;

namespace RealtimeHub.Client.Documents;

/// <summary>A document and its pending updates, for use from any thread. Callers' functions run one at a time, under its lock.</summary>
internal sealed class DocumentReplica
{
    private static readonly object Remote = new();
    private readonly Lock gate = new();
    private readonly YDoc document = new();
    private readonly PendingUpdates pending = new();
    private bool hasLocalChange;
    private bool hasRemoteChange;

    public DocumentReplica() => document.Updated += OnUpdated;

    /// <summary>Raised without the lock, after each edit and each update that changed anything.</summary>
    public event Action<SharedDocumentChange>? Changed;

    public int PendingChanges
    {
        get
        {
            lock (gate)
                return pending.Changes;
        }
    }

    public T Read<T>(Func<YDoc, T> read)
    {
        lock (gate)
            return read(document);
    }

    public void Edit(Action<YDoc> edit)
    {
        bool local, remote;
        lock (gate)
        {
            try
            {
                document.Transact(_ => edit(document));
            }
            finally
            {
                (local, remote) = TakeChanges();
            }
        }

        Raise(local, remote);
    }

    public void Apply(ReadOnlyMemory<byte> update)
    {
        bool local, remote;
        lock (gate)
        {
            document.ApplyUpdate(update.Span, Remote);
            (local, remote) = TakeChanges();
        }

        Raise(local, remote);
    }

    /// <summary>The server's state at opening. What it lacks is pending, or was taken from it: then it is given everything again.</summary>
    public void Meet(StateVector known)
    {
        lock (gate)
        {
            if (pending.IsEmpty && !known.Includes(document.GetStateVector()))
                pending.Add(document.EncodeStateAsUpdate(known));
        }
    }

    public ReadOnlyMemory<byte>? TakePending()
    {
        lock (gate)
            return pending.Take();
    }

    public void Acknowledge()
    {
        lock (gate)
            pending.Acknowledge();
    }

    public void PutBack()
    {
        lock (gate)
            pending.PutBack();
    }

    private void OnUpdated(YDocUpdate update)
    {
        if (update.Transaction.Origin == Remote)
        {
            hasRemoteChange = true;
            return;
        }

        hasLocalChange = true;
        pending.Add(update.Update);
    }

    private (bool Local, bool Remote) TakeChanges()
    {
        var changes = (hasLocalChange, hasRemoteChange);
        (hasLocalChange, hasRemoteChange) = (false, false);
        return changes;
    }

    private void Raise(bool local, bool remote)
    {
        if (local)
            Changed?.Invoke(new SharedDocumentChange(true));
        if (remote)
            Changed?.Invoke(new SharedDocumentChange(false));
    }
}
