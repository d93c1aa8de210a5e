using System.Collections.Concurrent;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Sources;

/// <summary>How each source is, for ListFeeds and the server's health.</summary>
internal sealed class FeedSourceStates(TimeProvider time) : IHealthWarnings
{
    private readonly ConcurrentDictionary<string, FeedSourceStatus> byFeed = new(StringComparer.Ordinal);

    public IEnumerable<string> Warnings =>
        byFeed.Where(one => one.Value.State == FeedSourceState.Failing).Select(one => $"the source of feed {one.Key} fails: {one.Value.Message}").Order(StringComparer.Ordinal);

    /// <summary>How a feed's source is; null where it has none, or where it was not started yet.</summary>
    public FeedSourceStatus? Of(string feed) => byFeed.GetValueOrDefault(feed);

    /// <summary>Notes what a source does; the time stays that of the change.</summary>
    public void Set(string feed, FeedSourceState state, string? message = null)
    {
        if (byFeed.GetValueOrDefault(feed) is { } present && present.State == state && present.Message == message)
            return;
        var since = byFeed.GetValueOrDefault(feed) is { } same && same.State == state ? same.SinceTime : time.GetUtcNow().ToUnixTimeMilliseconds();
        byFeed[feed] = new FeedSourceStatus(state, since) { Message = message };
    }
}
