using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Modules.Feeds;
using RealtimeHub.Server.Modules.Feeds.Alerts;
using RealtimeHub.Server.Modules.Feeds.Host;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Observing;
using RealtimeHub.Server.Modules.Feeds.Series;
using RealtimeHub.Server.Modules.Feeds.Sources;
using RealtimeHub.Server.Modules.Feeds.Tables;

namespace RealtimeHub.Server.Hosting;

/// <summary>Puts the feeds module together.</summary>
internal static class FeedServices
{
    public static void AddFeeds(this IServiceCollection services, IReadOnlyDictionary<string, FeedOptions> options)
    {
        services.AddSingleton(new FeedDeclarations(options));
        services.AddSources(options);
        services.AddSingleton<FeedTables>();
        services.AddSingleton<FeedPublishing>();
        services.AddSingleton<FeedObservers>();
        services.AddSingleton<SeriesStorage>();
        services.AddSingleton<FeedSeriesKeeper>();
        services.AddSingleton<IFeedObserver>(provider => provider.GetRequiredService<FeedSeriesKeeper>());
        services.AddSingleton<FeedSeriesReading>();
        services.AddSingleton<UserAlerts>();
        services.AddSingleton<AlertStore>();
        services.AddSingleton<AlertRights>();
        services.AddSingleton<ITokenListener>(provider => provider.GetRequiredService<AlertRights>());
        services.AddSingleton<AlertDelivery>();
        services.AddSingleton<FeedAlerts>();
        services.AddSingleton<IFeedObserver>(provider => provider.GetRequiredService<FeedAlerts>());
        services.AddSingleton<FeedAlerting>();
        services.AddSingleton<FeedStaleness>();
        services.AddSingleton<FeedListing>();
        services.AddSingleton<FeedsModule>();
    }

    /// <summary>What feeds do in the background: after the engine's host, which must have started before anything is published.</summary>
    public static void AddFeedTasks(this IServiceCollection services)
    {
        // Stopped in the opposite order: alerts are delivered and series written when no value comes any more.
        services.AddHostedService(provider => provider.GetRequiredService<AlertDelivery>());
        services.AddHostedService<FeedAlertStart>();
        services.AddHostedService(provider => provider.GetRequiredService<FeedSeriesKeeper>());
        services.AddHostedService<FeedPumps>();
        services.AddHostedService<FeedStalenessWatch>();
    }

    private static void AddSources(this IServiceCollection services, IReadOnlyDictionary<string, FeedOptions> options)
    {
        services.AddSingleton<IFeedSource>(provider => HostMetrics.Create(
            provider.GetRequiredService<ServerCounters>(),
            provider.GetRequiredService<IHostEnvironment>().ContentRootPath,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ConfiguredSources>();
        foreach (var (name, feed) in options.Where(feed => feed.Value.Source != FeedSourceKind.Publish))
            services.AddSingleton(provider => provider.GetRequiredService<ConfiguredSources>().Create(name, feed));
        services.AddSingleton<FeedSourceStates>();
        services.AddSingleton<IHealthWarnings>(provider => provider.GetRequiredService<FeedSourceStates>());
    }
}
