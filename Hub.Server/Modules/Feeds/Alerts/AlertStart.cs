namespace RealtimeHub.Server.Modules.Feeds.Alerts;

/// <summary>Reads the alerts when the server starts: what fired before a crash is delivered without waiting for a value.</summary>
internal sealed class AlertStart(FeedAlerts alerts) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken) => await alerts.LoadAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
