namespace RealtimeHub.Server.Modules.Feeds;

/// <summary>Feeds as the hub uses them.</summary>
internal sealed record FeedsModule(FeedPublishing Publishing, FeedListing Listing, FeedSeriesReading Series, FeedAlerting Alerting);
