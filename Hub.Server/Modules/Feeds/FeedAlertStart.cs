using RealtimeHub.Server.Modules.Feeds.Alerts;
using RealtimeHub.Server.Modules.Feeds.Tables;

namespace RealtimeHub.Server.Modules.Feeds;

/// <summary>
/// Reads the alerts when the server starts, and looks at the stored values of their feeds: what fired before a crash is delivered, and what had not been looked at is
/// looked at, without waiting for a value.
/// </summary>
internal sealed partial class FeedAlertStart(FeedAlerts alerts, FeedTables tables, FeedObservers observers, ILogger<FeedAlertStart> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await alerts.LoadAsync(cancellationToken);
        foreach (var feed in alerts.Feeds)
            await OpenAsync(feed, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task OpenAsync(string feed, CancellationToken cancellationToken)
    {
        try
        {
            var table = tables.Of(feed);
            using var turn = await table.EnterAsync(cancellationToken);
            await observers.OpenAsync(table, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // One feed that can't be read is no reason to keep the others waiting.
            LogNotLookedAt(feed, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stored values of feed {Feed} could not be looked at for its alerts; they are when the feed is used next.")]
    private partial void LogNotLookedAt(string feed, Exception error);
}
