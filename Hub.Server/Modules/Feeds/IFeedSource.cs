using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds;

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

    /// <summary>
    /// Gives updates as they come, each list published together or not at all. Values equal to the last ones of their
    /// key are left out, so a source may give all it has each time.
    /// </summary>
    /// <remarks>
    /// Read by one reader. When it throws it is called again after a growing delay; when it ends, the feed stays as it
    /// is. A reader that is slower than the source is not waited for by anybody but the source.
    /// </remarks>
    /// <param name="cancellationToken">Cancelled when the server stops.</param>
    IAsyncEnumerable<IReadOnlyList<FeedUpdate>> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>A new value of one key of a feed.</summary>
/// <param name="Key">The key, 1–200 bytes without control characters.</param>
/// <param name="Data">A flat object of fields.</param>
/// <param name="Removed">True takes the key away; then <paramref name="Data"/> says nothing.</param>
public sealed record FeedUpdate(string Key, Payload Data, bool Removed = false);
