using RealtimeHub.Server.Engines;

namespace RealtimeHub.Server.Channels;

/// <summary>Does in the background what needs the engine: again every second while it is away.</summary>
internal static class EngineRetry
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Returns true when it is done, false when <paramref name="end"/> was cancelled first.</summary>
    /// <param name="act">What is to be done; whatever it throws but <see cref="EngineUnavailableException"/> is thrown to the caller.</param>
    /// <param name="time">The clock.</param>
    /// <param name="end">Ends it; cancelled when the node stops.</param>
    /// <param name="failed">Called with each failure.</param>
    public static async Task<bool> RunAsync(Func<CancellationToken, ValueTask> act, TimeProvider time, CancellationToken end, Action<EngineUnavailableException>? failed = null)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await act(end);
                return true;
            }
            catch (EngineUnavailableException unavailable)
            {
                failed?.Invoke(unavailable);
            }
            catch (Exception ended) when (end.IsCancellationRequested && ended is OperationCanceledException or ObjectDisposedException)
            {
                return false;
            }

            await Task.Delay(Pause, time, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }
}
