using RealtimeHub.Client.Connections;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Publishing;

/// <summary>
/// Publishes that have no outcome yet, in order. While connected each is sent at once. What was made without a connection,
/// and what lost its connection before the answer, is sent after the next connect: in order, one after another, and slowed
/// down to what the server takes. Bounded by count and bytes; beyond that publishing is refused.
/// </summary>
internal sealed class Outbox(HubClientOptions options)
{
    private readonly Lock gate = new();
    private readonly LinkedList<OutboxEntry> entries = [];
    private Session? session;
    private bool flushing;
    private long bytes;
    private Exception? closed;
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
    public Task<PublishResult> AddAsync(PublishRequest request, bool needsConnection, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entry = new OutboxEntry(request);
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
    public Task DetachAsync()
    {
        lock (gate)
            session = null;
        return sending;
    }

    /// <summary>There will be no other connection.</summary>
    public void Close(Exception error)
    {
        List<OutboxEntry> rest;
        lock (gate)
        {
            closed = error;
            rest = [.. entries];
            entries.Clear();
        }

        foreach (var entry in rest)
            entry.Fail(error);
    }

    private void Admit(OutboxEntry entry, bool needsConnection)
    {
        if (closed is not null)
            throw closed;
        if (needsConnection && session is null)
            throw new ConnectionLostException("There is no connection.");
        if (entries.Count >= options.OutboxSize || (entries.Count > 0 && bytes + entry.Request.Data.Length > options.OutboxBytes))
            throw new OutboxFullException($"{entries.Count} publishes of {bytes} bytes have no outcome yet; the limits are {options.OutboxSize} and {options.OutboxBytes}.");
        entries.AddLast(entry);
        bytes += entry.Request.Data.Length;
    }

    private async Task SendDirectAsync(Session present, OutboxEntry entry)
    {
        try
        {
            entry.Succeed(await SendAsync(present, entry).ConfigureAwait(false));
            Remove(entry);
        }
        catch (ConnectionLostException)
        {
            // It stays, and goes out again under the same key.
        }
        catch (Exception error)
        {
            entry.Fail(error);
            Remove(entry);
        }
    }

    private async Task<PublishResult> SendAsync(Session present, OutboxEntry entry)
    {
        entry.FirstSent ??= options.TimeProvider.GetTimestamp();
        return await present.InvokeAsync<PublishResult>(nameof(IChannelMethods.Publish), entry.Request, present.Lost).ConfigureAwait(false);
    }

    private async Task FlushAsync(Session present)
    {
        var pace = new Pace(options.FirstRetryDelay, options.LongestRetryDelay);
        try
        {
            while (NextToFlush() is { } entry)
                await FlushAsync(present, entry, pace).ConfigureAwait(false);
        }
        catch (Exception error) when (error is ConnectionLostException or OperationCanceledException)
        {
            // What is left waits for the next connection.
        }
    }

    private async Task FlushAsync(Session present, OutboxEntry entry, Pace pace)
    {
        try
        {
            if (entry.FirstSent is { } sent && options.TimeProvider.GetElapsedTime(sent) > options.RepeatWithin)
                throw new TimeoutException();
            entry.Succeed(await SendAsync(present, entry).ConfigureAwait(false));
            Remove(entry);
            await Task.Delay(pace.AfterSuccess(), options.TimeProvider, present.Lost).ConfigureAwait(false);
        }
        catch (HubCallException refusal) when (IsWorthRepeating(entry, refusal))
        {
            await Task.Delay(pace.AfterRefusal(refusal.RetryAfter), options.TimeProvider, present.Lost).ConfigureAwait(false);
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
    private static bool IsWorthRepeating(OutboxEntry entry, HubCallException refusal) =>
        refusal.IsTemporary && (refusal.Code != ErrorCode.Internal || ++entry.Failures < 3);

    private OutboxEntry? NextToFlush()
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

    private void Fail(OutboxEntry entry, Exception error)
    {
        entry.Fail(error);
        Remove(entry);
    }

    private void Remove(OutboxEntry entry)
    {
        lock (gate)
            RemoveLocked(entry);
    }

    private void RemoveLocked(OutboxEntry entry)
    {
        if (entries.Remove(entry))
            bytes -= entry.Request.Data.Length;
    }

    private async Task<PublishResult> WithCancellationAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(_ =>
        {
            entry.Cancel(cancellationToken);
            Remove(entry);
        }, null).ConfigureAwait(false);
        return await entry.Outcome.ConfigureAwait(false);
    }
}
