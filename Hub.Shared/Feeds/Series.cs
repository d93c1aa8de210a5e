namespace RealtimeHub.Shared;

/// <summary>Asks for what a number of a feed has been.</summary>
/// <param name="Feed">The feed's name.</param>
/// <param name="Key">The key.</param>
/// <param name="Field">The field, one of numbers.</param>
/// <param name="BucketMs">The width of a bucket in milliseconds, at least 1,000.</param>
public sealed record ReadSeriesRequest(string Feed, string Key, string Field, long BucketMs)
{
    /// <summary>From when on, Unix milliseconds, inclusive; absent from the oldest kept.</summary>
    public long? FromTime { get; init; }

    /// <summary>Until when, Unix milliseconds, exclusive; absent until now.</summary>
    public long? ToTime { get; init; }
}

/// <summary>What a number of a feed has been.</summary>
/// <param name="Buckets">In order of time; a time without values has none.</param>
/// <param name="Offset">The channel's offset up to which values are counted: live publications behind it are not in the buckets.</param>
public sealed record FeedSeries(IReadOnlyList<SeriesBucket> Buckets, long Offset);

/// <summary>The values of a time.</summary>
/// <param name="Time">When it begins, Unix milliseconds, a multiple of its width.</param>
/// <param name="Open">The first value.</param>
/// <param name="High">The greatest.</param>
/// <param name="Low">The least.</param>
/// <param name="Close">The last.</param>
/// <param name="Mean">The mean of all.</param>
/// <param name="Count">How many values the source gave.</param>
public sealed record SeriesBucket(long Time, double Open, double High, double Low, double Close, double Mean, long Count);
