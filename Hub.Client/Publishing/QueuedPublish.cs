using RealtimeHub.Client.Connections;

namespace RealtimeHub.Client.Publishing;

/// <summary>A publish that has no outcome yet. Its request has an idempotency key, so sending it again publishes nothing twice.</summary>
/// <param name="method">The hub's method.</param>
/// <param name="request">The request.</param>
/// <param name="bytes">The size of its data.</param>
internal abstract class QueuedPublish(string method, object request, int bytes)
{
    public int Bytes { get; } = bytes;

    /// <summary>Its place in the queue; null when it is in none.</summary>
    public LinkedListNode<QueuedPublish>? Node { get; set; }

    /// <summary>Whether the caller still waits.</summary>
    public abstract bool IsOpen { get; }

    /// <summary>When it was sent first, as a timestamp; null while it never was.</summary>
    public long? FirstSent { get; set; }

    /// <summary>How often the server failed on it with <c>internal</c>.</summary>
    public int Failures { get; set; }

    protected string Method { get; } = method;

    protected object Request { get; } = request;

    /// <summary>Sends it and completes the outcome with the answer; throws what the connection or the server says instead.</summary>
    public abstract Task SendAsync(Session session);

    public abstract void Fail(Exception error);

    public abstract void Cancel(CancellationToken cancellationToken);
}

/// <inheritdoc />
internal sealed class QueuedPublish<TResult>(string method, object request, int bytes) : QueuedPublish(method, request, bytes)
{
    private readonly TaskCompletionSource<TResult> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TResult> Outcome => outcome.Task;

    public override bool IsOpen => !outcome.Task.IsCompleted;

    public override async Task SendAsync(Session session) =>
        outcome.TrySetResult(await session.InvokeAsync<TResult>(Method, Request, session.Lost).ConfigureAwait(false));

    public override void Fail(Exception error)
    {
        outcome.TrySetException(error);
        // The caller may not be waiting any more.
        _ = outcome.Task.Exception;
    }

    public override void Cancel(CancellationToken cancellationToken) => outcome.TrySetCanceled(cancellationToken);
}
