using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Sources;

/// <summary>
/// Where the values of a feed come from. Register one with the services, and the server publishes what it gives into the
/// channel <c>feed:</c><see cref="Name"/>.
/// </summary>
public interface IFeedSource
{
    /// <summary>The part of the channel's name after <c>feed:</c>; no two sources have the same.</summary>
    string Name { get; }

    /// <summary>The feed's name for people.</summary>
    string Title { get; }

    /// <summary>What the feed tells, in a sentence.</summary>
    string Description { get; }

    /// <summary>What kind of source it is, in one word; the <c>source</c> of ListFeeds.</summary>
    string Kind { get; }

    /// <summary>
    /// The fields of its values with their units. Unless the configuration declares the feed's fields, it takes these only; with none, the
    /// default, the fields are those of the values.
    /// </summary>
    IReadOnlyList<FeedField> Fields => [];

    /// <summary>
    /// Gives updates as they come, each list published together or not at all; an empty one says that the source is there and nothing has changed. Values equal to the present one of their
    /// key are left out, so a source may give all it has each time.
    /// </summary>
    /// <remarks>
    /// Read by one reader. When it throws it is called again after a growing delay; when it ends, the feed stays as it
    /// is. Only the source itself waits for a reader that is slower than it.
    /// Updates that break the rules of PublishUpdates count as a failure of the source.
    /// The text of an <see cref="InvalidDataException"/> is shown in ListFeeds and in the server's health, that of other exceptions only in its log.
    /// </remarks>
    /// <param name="cancellationToken">Cancelled when the server stops.</param>
    IAsyncEnumerable<IReadOnlyList<FeedUpdate>> ReadAsync(CancellationToken cancellationToken);
}
