using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds;

/// <summary>The way of updates into the feeds' channels.</summary>
internal interface IFeedChannels
{
    /// <summary>Publishes all of the updates together or none; throws where that can't be done now.</summary>
    ValueTask PublishAsync(ChannelName channel, IReadOnlyList<FeedUpdate> updates, CancellationToken cancellationToken);
}
