using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds;

/// <summary>Appends what was decided to a feed's channels.</summary>
internal sealed class FeedWriter(IModuleChannels channels, FeedDeclarations declarations)
{
    private const string VersionType = "feeds.version";

    /// <summary>Appends versions and values. Gives the offset of the first value, 0 without one; a conflict where others changed the values meanwhile.</summary>
    public async ValueTask<Outcome<long>> WriteAsync(string feed, FeedDecision decision, CancellationToken cancellationToken)
    {
        // Versions go first: a value that was lost with a crash may then come again, and no older one takes its place.
        if (decision.Versions.Count > 0)
        {
            var versions = decision.Versions.Select(pair => new Draft { Type = VersionType, Key = pair.Key, Data = Payload.From(new VersionRecord(pair.Value), FeedJson.Default.VersionRecord) });
            var noted = await channels.AppendAsync(FeedChannels.VersionsOf(feed), [.. versions], durability: Durability.Relaxed, cancellationToken: cancellationToken);
            if (noted.IsRefused(out var unnoted, out _))
                return unnoted;
        }

        if (decision.Drafts.Count == 0)
            return 0L;
        var channel = FeedChannels.Of(feed);
        var appended = await channels.AppendAsync(
            channel, decision.Drafts, durability: declarations.DurabilityOf(channel), historyCount: declarations.HistoryCountOf(channel), cancellationToken: cancellationToken);
        return appended.IsRefused(out var refusal, out var place) ? refusal : place.Position.Offset;
    }
}
