namespace RealtimeHub.Server.Modules.Feeds;

/// <summary>Looks for stale values once a second.</summary>
internal sealed partial class FeedStalenessWatch(FeedStaleness staleness, TimeProvider time, ILogger<FeedStalenessWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await staleness.CheckAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogNotMarked(error);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stale values could not be marked; it is tried again.")]
    private partial void LogNotMarked(Exception error);
}
