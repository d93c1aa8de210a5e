using System.Text;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Rules;

/// <summary>What a request may name as a feed.</summary>
internal static class FeedNameRule
{
    /// <summary>The feed's channel.</summary>
    public static Outcome<ChannelName> Check(string feed)
    {
        const string prefix = FeedChannels.Namespace + ":";
        if (feed.StartsWith(prefix, StringComparison.Ordinal))
            return Refusal.BadRequest("feed", $"feed is a name, not a channel: send {Brevity.Brief(feed[prefix.Length..])}, without {prefix}");
        if (Encoding.UTF8.GetByteCount(feed) is var bytes && bytes > FeedLimits.MaxNameBytes)
            return Refusal.BadRequest("feed", $"feed has {bytes} bytes; the limit is {FeedLimits.MaxNameBytes}", FeedLimits.MaxNameBytes, bytes);
        return ChannelName.TryParse(prefix + feed, out var channel, out _)
            ? channel
            : Refusal.BadRequest("feed", $"feed must have 1 to {FeedLimits.MaxNameBytes} bytes without control characters or white space", FeedLimits.MaxNameBytes);
    }

    /// <summary>The channel of a feed that gets values, and with the first of them comes into being.</summary>
    public static Outcome<ChannelName> CheckNew(string feed) => AddressSegment.Check("feed", feed) is { } refusal ? refusal : Check(feed);
}
