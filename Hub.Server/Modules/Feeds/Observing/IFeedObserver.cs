using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Observing;

/// <summary>Sees every value that a feed accepts, also those that viewers never get because they are merged away. Called in the feed's turn.</summary>
internal interface IFeedObserver
{
    /// <summary>Called before the first values of a feed since the server's start.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="present">Its values.</param>
    /// <param name="cancellationToken">Cancels it; it is called again then.</param>
    ValueTask OpenAsync(string feed, IReadOnlyDictionary<string, FeedEntry> present, CancellationToken cancellationToken);

    /// <summary>Called after the updates were published; must not block.</summary>
    void Observe(FeedValues values);
}

/// <summary>What a feed accepted at once.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="Updates">In their order.</param>
/// <param name="Head">The channel's offset afterwards.</param>
/// <param name="Time">When, Unix milliseconds.</param>
internal readonly record struct FeedValues(string Feed, IReadOnlyList<FeedUpdate> Updates, long Head, long Time);
