using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Feeds;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hosting;

/// <summary>Lets sources publish in the server's own name.</summary>
internal sealed class FeedChannels(Intake intake) : IFeedChannels
{
    private const string UpdatedType = "feed.updated";

    public async ValueTask PublishAsync(ChannelName channel, IReadOnlyList<FeedUpdate> updates, CancellationToken cancellationToken) =>
        await intake.AppendAsync(channel, [.. updates.Select(ToDraft)], cancellationToken: cancellationToken);

    private static Draft ToDraft(FeedUpdate update) =>
        new() { Type = UpdatedType, Key = update.Key, Data = update.Data, Removed = update.Removed };
}
