using Microsoft.Extensions.Logging;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Subscriptions;

/// <summary>Takes deliveries out of a subscription's buffer: for a loop that reads them, or for handlers.</summary>
/// <param name="buffer">Where they wait.</param>
/// <param name="options">The handlers.</param>
/// <param name="drained">Called when the last publication has been taken.</param>
/// <param name="logger">Where failing handlers are logged.</param>
internal sealed partial class DeliveryReader(DeliveryBuffer buffer, SubscriptionOptions options, Action drained, ILogger logger) : IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private int reading;
    private int stopped;

    /// <summary>Reads for a caller. Resets go to their handler on the way.</summary>
    public async IAsyncEnumerator<Publication> ReadAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref reading, 1) != 0)
            throw new InvalidOperationException("A subscription has one reader: another loop or its OnPublication handler reads it.");
        try
        {
            while (await buffer.WaitAsync(cancellationToken).ConfigureAwait(false))
            {
                while (Take() is { } delivery)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (delivery.Publication is { } publication)
                        yield return publication;
                    else
                        await HandleAsync(delivery, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            Volatile.Write(ref reading, 0);
        }
    }

    /// <summary>Calls the handlers until the buffer has ended.</summary>
    public async Task RunAsync()
    {
        reading = 1;
        var stop = stopping.Token;
        try
        {
            while (await buffer.WaitAsync(stop).ConfigureAwait(false))
            {
                while (!stop.IsCancellationRequested && Take() is { } delivery)
                    await HandleAsync(delivery, stop).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SubscriptionEndedException or HubClosedException)
        {
            // The change of state has shown the end.
        }
    }

    /// <summary>Lets handlers stop at the next publication.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref stopped, 1) != 0)
            return;
        stopping.Cancel();
        stopping.Dispose();
    }

    private Delivery? Take()
    {
        if (!buffer.TryTake(out var delivery, out var emptied))
            return null;
        if (emptied)
            drained();
        return delivery;
    }

    private async ValueTask HandleAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        delivery.Mark?.TrySetResult();
        try
        {
            if (delivery.Publication is { } publication && options.OnPublication is { } onPublication)
                await onPublication(publication, cancellationToken).ConfigureAwait(false);
            else if (delivery.Reset is { } reset && options.OnReset is { } onReset)
                await onReset(reset, cancellationToken).ConfigureAwait(false);
            else if (delivery.Reset is not null)
                LogResetWithoutHandler(delivery.Reset.Channel, delivery.Reset.Reason);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(error);
        }
    }

    [LoggerMessage(LogLevel.Error, "A handler of publications failed")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(LogLevel.Warning, "Publications of {Channel} are missing ({Reason}), and the subscription has no OnReset handler")]
    private partial void LogResetWithoutHandler(ChannelName channel, GapReason reason);
}
