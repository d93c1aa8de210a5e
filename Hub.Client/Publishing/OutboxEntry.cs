using RealtimeHub.Shared;

namespace RealtimeHub.Client.Publishing;

/// <summary>A publish that has no outcome yet.</summary>
internal sealed class OutboxEntry(PublishRequest request)
{
    private readonly TaskCompletionSource<PublishResult> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The request; its idempotency key makes repeating it harmless.</summary>
    public PublishRequest Request { get; } = request;

    public Task<PublishResult> Outcome => outcome.Task;

    /// <summary>Whether the caller still waits.</summary>
    public bool IsOpen => !outcome.Task.IsCompleted;

    /// <summary>When it was sent first, as a timestamp; null while it never was.</summary>
    public long? FirstSent { get; set; }

    /// <summary>How often the server failed on it with <c>internal</c>.</summary>
    public int Failures { get; set; }

    public void Succeed(PublishResult result) => outcome.TrySetResult(result);

    public void Fail(Exception error)
    {
        outcome.TrySetException(error);
        // The caller may have stopped listening.
        _ = outcome.Task.Exception;
    }

    public void Cancel(CancellationToken cancellationToken) => outcome.TrySetCanceled(cancellationToken);
}
