using RealtimeHub.Shared;

namespace RealtimeHub.Client.Connections;

/// <summary>
/// The reads that a client makes by itself: presence after a jump, counts and pages of chat rooms. One at a time, and when
/// the server is busy not before the time that it asks for, so that many rooms at once never cost the connection.
/// </summary>
internal sealed class BackgroundReads(HubClientOptions options, Calls calls) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>Reads, however long the server is too busy for it. Throws what <see cref="Calls.InvokeAsync"/> throws otherwise.</summary>
    public async Task<TResult> ReadAsync<TResult>(string method, object request, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ReadWhenTakenAsync<TResult>(method, request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task<TResult> ReadWhenTakenAsync<TResult>(string method, object request, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await calls.InvokeAsync<TResult>(method, request, RetryMode.Idempotent, cancellationToken).ConfigureAwait(false);
            }
            catch (HubCallException refusal) when (refusal.Code == ErrorCode.RateLimited)
            {
                await Task.Delay(refusal.RetryAfter ?? options.FirstRetryDelay, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
