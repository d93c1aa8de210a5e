using RealtimeHub.Client.Connections;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Publishing;

/// <summary>
/// Publishes that have no outcome yet, in order: of applications and of chat rooms. While connected each is sent at once.
/// What was made without a connection, and what lost its connection before the answer, is sent after the next connect: in
/// order, one after another, and slowed down to what the server takes. Bounded by count and bytes; beyond that publishing is refused.
/// </summary>
internal sealed class PublishQueue(HubClientOptions options) : ISessionUser
{
    private readonly Lock gate = new();
    private readonly LinkedList<QueuedPublish> entries = [];
    private Session? session;
    private bool flushing;
    private long bytes;
    private Func<Exception>? closed;
    private Task sending = Task.CompletedTask;

    /// <summary>How many publishes have no outcome yet.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return entries.Count;
        }
    }

    /// <summary>Takes a publish and returns its outcome. Cancelled before it was sent, it is not sent.</summary>
    public Task<TResult> AddAsync<TResult>(string method, object request, int dataBytes, bool needsConnection, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entry = new QueuedPublish<TResult>(method, request, dataBytes);
        Session? direct;
        lock (gate)
        {
            Admit(entry, needsConnection);
            direct = flushing ? null : session;
        }

        if (direct is not null)
            _ = SendDirectAsync(direct, entry);
        return cancellationToken.CanBeCanceled ? WithCancellationAsync(entry, cancellationToken) : entry.Outcome;
    }

    /// <summary>A connection was made: sends what waits.</summary>
    public void Attach(Session made)
    {
        lock (gate)
        {
            session = made;
            flushing = true;
        }

        sending = FlushAsync(made);
    }

    /// <summary>The connection is going; what has no outcome waits for the next one.</summary>
    public void Leave(Session going)
    {
        lock (gate)
            session = null;
    }

    public Task DetachAsync() => sending;

    /// <summary>There will be no other connection.</summary>
    /// <param name="error">Makes the error of one publish: one that is thrown thousands of times gathers the stack of each.</param>
    public void Close(Func<Exception> error)
    {
        List<QueuedPublish> rest;
        lock (gate)
        {
            closed = error;
            rest = [.. entries];
            entries.Clear();
            bytes = 0;
        }

        foreach (var entry in rest)
            entry.Fail(error());
    }

    private void Admit(QueuedPublish entry, bool needsConnection)
    {
        if (closed is not null)
            throw closed();
        if (needsConnection && session is null)
            throw new ConnectionLostException("There is no connection.");
        if (entries.Count >= options.PublishQueueCapacity || (entries.Count > 0 && bytes + entry.Bytes > options.PublishQueueBytes))
        {
            throw new PublishQueueFullException(
                $"{entries.Count} publishes of {bytes} bytes have no outcome yet; the limits are {options.PublishQueueCapacity} and {options.PublishQueueBytes}. Wait for some of them first.");
        }

        entry.Node = entries.AddLast(entry);
        bytes += entry.Bytes;
    }

    private async Task SendDirectAsync(Session present, QueuedPublish entry)
    {
        try
        {
            await SendAsync(present, entry).ConfigureAwait(false);
        }
        catch (ConnectionLostException)
        {
            // It stays, and goes out again under the same key.
        }
        catch (Exception error)
        {
            Fail(entry, error);
        }
    }

    private async Task SendAsync(Session present, QueuedPublish entry)
    {
        entry.FirstSent ??= options.TimeProvider.GetTimestamp();
        await entry.SendAsync(present).ConfigureAwait(false);
        Remove(entry);
    }

    private async Task FlushAsync(Session present)
    {
        var throttle = new SendThrottle(options.FirstRetryDelay, options.LongestRetryDelay);
        try
        {
            while (NextToFlush() is { } entry)
                await FlushAsync(present, entry, throttle).ConfigureAwait(false);
        }
        catch (Exception error) when (error is ConnectionLostException or OperationCanceledException)
        {
            // What is left waits for the next connection.
        }
    }

    private async Task FlushAsync(Session present, QueuedPublish entry, SendThrottle throttle)
    {
        try
        {
            if (entry.FirstSent is { } sent && options.TimeProvider.GetElapsedTime(sent) > options.RepeatWithin)
                throw new TimeoutException();
            await SendAsync(present, entry).ConfigureAwait(false);
            await Task.Delay(throttle.AfterSuccess(), options.TimeProvider, present.Lost).ConfigureAwait(false);
        }
        catch (HubCallException refusal) when (IsWorthRepeating(entry, refusal))
        {
            await Task.Delay(throttle.AfterRefusal(refusal.RetryAfter), options.TimeProvider, present.Lost).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Fail(entry, new ConnectionLostException("The connection was away for so long that the server may have forgotten the idempotency key: whether it was published is unknown."));
        }
        catch (Exception error) when (error is not (ConnectionLostException or OperationCanceledException))
        {
            Fail(entry, error);
        }
    }

    /// <summary>A server that is busy or has no store takes it later; one that fails on it again and again never will.</summary>
    private bool IsWorthRepeating(QueuedPublish entry, HubCallException refusal) =>
        refusal.IsTemporary
        // A wait as long as a room's slow mode is its author's to decide on, and others must not wait behind it.
        && !(refusal.RetryAfter > options.LongestRetryDelay || refusal.Details?.Reason == "slow_mode")
        && (refusal.Code != ErrorCode.Internal || ++entry.Failures < 3);

    private QueuedPublish? NextToFlush()
    {
        lock (gate)
        {
            while (entries.First is { } first && !first.Value.IsOpen)
                RemoveLocked(first.Value);
            if (entries.First is null)
                flushing = false;
            return entries.First?.Value;
        }
    }

    private void Fail(QueuedPublish entry, Exception error)
    {
        entry.Fail(error);
        Remove(entry);
    }

    private void Remove(QueuedPublish entry)
    {
        lock (gate)
            RemoveLocked(entry);
    }

    private void RemoveLocked(QueuedPublish entry)
    {
        if (entry.Node?.List != entries)
            return;
        entries.Remove(entry.Node);
        bytes -= entry.Bytes;
    }

    private async Task<TResult> WithCancellationAsync<TResult>(QueuedPublish<TResult> entry, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(_ =>
        {
            entry.Cancel(cancellationToken);
            Remove(entry);
        }, null).ConfigureAwait(false);
        return await entry.Outcome.ConfigureAwait(false);
    }
}
