namespace RealtimeHub.Server.Modules.Feeds;

/// <summary>Runs a pump for each registered source.</summary>
internal sealed class FeedPumps(IEnumerable<IFeedSource> sources, IFeedChannels channels, TimeProvider time, ILogger<FeedPump> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(sources.Select(source => new FeedPump(source, channels, time, logger).RunAsync(stoppingToken)));
}
