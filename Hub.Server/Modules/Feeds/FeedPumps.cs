using RealtimeHub.Server.Modules.Feeds.Sources;

namespace RealtimeHub.Server.Modules.Feeds;

/// <summary>Runs a pump for each registered source.</summary>
internal sealed class FeedPumps(IEnumerable<IFeedSource> sources, FeedPublishing publishing, FeedStaleness staleness, FeedSourceStates states, TimeProvider time, ILogger<FeedPump> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(sources.Select(source => new FeedPump(source, publishing, staleness, states, time, logger).RunAsync(stoppingToken)));
}
