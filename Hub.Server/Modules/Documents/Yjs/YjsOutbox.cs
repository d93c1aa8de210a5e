using RealtimeHub.Documents;

namespace RealtimeHub.Server.Modules.Documents.Yjs;

/// <summary>
/// What waits for one WebSocket. Updates are never left out: more than may wait end the connection, which then syncs again. Of the awareness of each
/// client only the latest waits, behind the updates.
/// </summary>
internal sealed class YjsOutbox(int maxMessages, int maxBytes)
{
    private readonly Lock gate = new();
    private readonly Queue<byte[]> messages = [];
    private readonly Dictionary<long, AwarenessEntry> awareness = [];
    private TaskCompletionSource? changed;
    private YjsClose? close;
    private bool isTold;
    private int bytes;

    /// <summary>Takes an update for everyone; too many end the connection.</summary>
    public void Publish(byte[] message)
    {
        lock (gate)
        {
            var isFull = messages.Count > 0 && ((maxMessages > 0 && messages.Count >= maxMessages) || (maxBytes > 0 && bytes + message.Length > maxBytes));
            if (isFull)
                EndLocked(YjsClose.Of(Shared.ErrorCode.Unavailable, "too slow for this document's updates; connect again"));
            else
                Enqueue(message);
        }
    }

    /// <summary>Takes an answer to the connection's own message, however large.</summary>
    public void Reply(SyncMessage message)
    {
        lock (gate)
            Enqueue(message.Encode());
    }

    /// <summary>Takes awareness; an entry that still waits for the same client is replaced.</summary>
    public void Show(IReadOnlyList<AwarenessEntry> entries)
    {
        lock (gate)
        {
            if (close is not null)
                return;
            foreach (var entry in entries)
                awareness[entry.Client] = entry;
            Wake();
        }
    }

    /// <summary>Drops what waits, and ends.</summary>
    public void End(YjsClose reason)
    {
        lock (gate)
            EndLocked(reason);
    }

    /// <summary>The next message; null when there is none any more, and then <see cref="Close"/> says why.</summary>
    public async ValueTask<byte[]?> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (messages.TryDequeue(out var message))
                {
                    bytes -= message.Length;
                    return message;
                }

                if (close is { IsDenied: true } && !isTold)
                {
                    isTold = true;
                    return SyncMessage.Denied(close.Reason).Encode();
                }

                if (close is not null)
                    return null;
                if (awareness.Count > 0)
                    return TakeAwareness();
                changed ??= new TaskCompletionSource();
                next = changed.Task;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Why it ended; null while it has not.</summary>
    public YjsClose? Close
    {
        get
        {
            lock (gate)
                return close;
        }
    }

    private byte[] TakeAwareness()
    {
        var message = new SyncMessage(SyncMessageKind.Awareness, AwarenessUpdate.Encode(awareness.Values)).Encode();
        awareness.Clear();
        return message;
    }

    private void Enqueue(byte[] message)
    {
        if (close is not null)
            return;
        messages.Enqueue(message);
        bytes += message.Length;
        Wake();
    }

    private void EndLocked(YjsClose reason)
    {
        if (close is not null)
            return;
        close = reason;
        messages.Clear();
        awareness.Clear();
        Wake();
    }

    // By the pool's common queue, which is served in order. What a pool thread leaves to itself it does last in, first out: of a hundred sessions that one
    // publication wakes, the first would wait for as long as publications keep coming.
    private void Wake()
    {
        if (changed is { } waiter)
            ThreadPool.UnsafeQueueUserWorkItem(static waiter => waiter.SetResult(), waiter, preferLocal: false);
        changed = null;
    }
}
