using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Model;

/// <summary>Where feeds keep their data. The values are in the feed's own channel; what only the server needs is in <c>sys:</c>.</summary>
internal static class FeedChannels
{
    public const string Namespace = "feed";

    /// <summary>The feeds that came into being by their first update: one key each.</summary>
    public static ChannelName Names { get; } = ChannelName.Of("sys", "feeds");

    /// <summary>The alerts of all users, one key each.</summary>
    public static ChannelName Alerts { get; } = ChannelName.Of("sys", "feed-alerts");

    /// <summary>Where a user's alerts are delivered.</summary>
    public static ChannelName NoticesOf(string userId) => ChannelName.Of("user", userId);

    public static ChannelName Of(string feed) => ChannelName.Of(Namespace, feed);

    /// <summary>The minutes of the feed's series.</summary>
    public static ChannelName SeriesOf(string feed) => ChannelName.Of("sys", "feed-series/" + feed);

    /// <summary>The latest version of each key that has one.</summary>
    public static ChannelName VersionsOf(string feed) => ChannelName.Of("sys", "feeds/" + feed);
}
