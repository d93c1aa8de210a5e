using System.IO.Pipelines;

namespace RealtimeHub.Client.Transports;

/// <summary>How a transport of two loops ends: when one ends, so does the other, and the application hears why.</summary>
internal static class TransportEnd
{
    /// <summary>Waits for either loop, stops the other, and completes the application's pipe with the first error.</summary>
    public static async Task FirstOfAsync(Task receiving, Task sending, CancellationTokenSource ended, IDuplexPipe application)
    {
        var first = await Task.WhenAny(receiving, sending).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        var other = first == receiving ? sending : receiving;
        var error = await ErrorOfAsync(first).ConfigureAwait(false);
        error ??= await ErrorOfAsync(other).ConfigureAwait(false);
        await application.Output.CompleteAsync(error).ConfigureAwait(false);
        await application.Input.CompleteAsync(error).ConfigureAwait(false);
    }

    private static async Task<Exception?> ErrorOfAsync(Task loop)
    {
        try
        {
            await loop.ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }
}
