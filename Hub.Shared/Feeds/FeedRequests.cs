namespace RealtimeHub.Shared;

/// <summary>Asks for the list of feeds.</summary>
public sealed record ListFeedsRequest;

/// <summary>The feeds that the caller may subscribe to.</summary>
/// <param name="Feeds">In order of their names.</param>
public sealed record FeedList(IReadOnlyList<Feed> Feeds);

/// <summary>Publishes new values of a feed.</summary>
/// <param name="Feed">The feed's name, 1–128 bytes without control characters or white space.</param>
/// <param name="Updates">At most 1,000, in the order in which they take effect.</param>
public sealed record PublishUpdatesRequest(string Feed, IReadOnlyList<FeedUpdate> Updates);

/// <summary>New values of the feed in the address: the body of <c>POST /api/v1/feeds/{name}/updates</c>.</summary>
/// <param name="Updates">At most 1,000, in the order in which they take effect.</param>
public sealed record FeedUpdates(IReadOnlyList<FeedUpdate> Updates);

/// <summary>A new value of one key.</summary>
/// <param name="Key">The key, 1–200 bytes without control characters.</param>
public sealed record FeedUpdate(string Key)
{
    /// <summary>A flat object of numbers, texts, booleans and <c>null</c>; required unless <see cref="Removed"/> is true.</summary>
    public Payload? Fields { get; init; }

    /// <summary>True merges the fields into the current value of the key; otherwise they replace it.</summary>
    public bool? Patch { get; init; }

    /// <summary>True removes the key.</summary>
    public bool? Removed { get; init; }

    /// <summary>When the source measured it, Unix milliseconds; checked, but not kept yet.</summary>
    public long? SourceTime { get; init; }

    /// <summary>The source's own count, at least 0: an update below the key's latest version is ignored.</summary>
    public long? Version { get; init; }
}

/// <summary>The result of publishing updates.</summary>
/// <param name="Accepted">How many took effect, with those that changed nothing and were not published.</param>
/// <param name="Ignored">How many had an older version than their key.</param>
public sealed record PublishUpdatesResult(int Accepted, int Ignored);
