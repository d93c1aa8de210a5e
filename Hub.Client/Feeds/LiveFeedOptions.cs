namespace RealtimeHub.Client.Feeds;

/// <summary>What to follow of a feed.</summary>
public sealed record LiveFeedOptions
{
    /// <summary>The keys wanted; null means all.</summary>
    public IReadOnlyList<string>? Keys { get; init; }

    /// <summary>The most values a second and key; null sets no limit.</summary>
    public double? MaxRate { get; init; }
}
