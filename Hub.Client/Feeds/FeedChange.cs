namespace RealtimeHub.Client.Feeds;

/// <summary>What became of a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value; null when the key was removed.</param>
/// <param name="Before">The value that was there; null when there was none.</param>
/// <param name="Merged">How many values were left out between both, because they came faster than the rate.</param>
/// <param name="Snapshot">Whether it is a present value that is sent to catch up, no live one.</param>
public sealed record FeedChange(string Key, FeedValue? Value, FeedValue? Before, int Merged, bool Snapshot);
