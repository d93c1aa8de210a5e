using System.Threading.Channels;
using RealtimeHub.Server.Engines;

namespace RealtimeHub.Server.Modules.Feeds.Alerts;

/// <summary>
/// Takes alerts that have fired to their users, each once: it is written down that an alert has fired, then the notice goes out, then that it did. What a
/// crash leaves in the midst of that is found at the next start, and the user's channel says whether the notice is there.
/// </summary>
/// <remarks>The queue is bounded by the alerts there are: each fires once.</remarks>
internal sealed partial class AlertDelivery(AlertStore store, AlertRights rights, UserAlerts users, TimeProvider time, ILogger<AlertDelivery> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private readonly Channel<(StoredAlert Alert, bool MayBeThere)> queue = Channel.CreateUnbounded<(StoredAlert, bool)>(new() { SingleReader = true });

    /// <param name="alert">An alert that has fired.</param>
    /// <param name="mayBeThere">Whether its notice may already be in the user's channel.</param>
    public void Add(StoredAlert alert, bool mayBeThere) => queue.Writer.TryWrite((alert, mayBeThere));

    /// <summary>Delivers what has fired until then.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Writer.TryComplete();
        if (ExecuteTask is { } running)
            await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (alert, mayBeThere) in queue.Reader.ReadAllAsync(CancellationToken.None))
        {
            while (!await TryDeliverAsync(alert, mayBeThere, stoppingToken) && !stoppingToken.IsCancellationRequested)
            {
                await Task.Delay(RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> TryDeliverAsync(StoredAlert alert, bool mayBeThere, CancellationToken cancellationToken)
    {
        try
        {
            // One that its user has cleared meanwhile is not delivered.
            if (users.Find(alert.UserId, alert.Alert.AlertId) is null)
                return true;
            if (!await rights.MayReadAsync(alert.UserId, alert.Alert.Feed, cancellationToken))
            {
                await WithdrawAsync(alert, cancellationToken);
                return true;
            }

            await store.WriteAsync(alert, cancellationToken);
            if (!mayBeThere || !await store.HasNoticeAsync(alert, cancellationToken))
                await store.NotifyAsync(alert, cancellationToken);
            var delivered = alert with { Delivered = true };
            if (users.Find(alert.UserId, alert.Alert.AlertId) is null)
            {
                await store.RemoveAsync(alert.Alert.AlertId, cancellationToken);
                return true;
            }

            users.Set(delivered);
            await store.WriteAsync(delivered, cancellationToken);
            return true;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogNotDelivered(alert.Alert.AlertId, error);
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // The notice would show a value that its user may not read any more.
    private async Task WithdrawAsync(StoredAlert alert, CancellationToken cancellationToken)
    {
        await store.RemoveAsync(alert.Alert.AlertId, cancellationToken);
        users.Remove(alert.UserId, alert.Alert.AlertId);
        LogWithdrawn(alert.Alert.AlertId, alert.Alert.Feed);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Alert {AlertId} fired and was removed: its user may not read feed {Feed} any more.")]
    private partial void LogWithdrawn(string alertId, string feed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alert {AlertId} could not be delivered; it is tried again.")]
    private partial void LogNotDelivered(string alertId, Exception error);
}
