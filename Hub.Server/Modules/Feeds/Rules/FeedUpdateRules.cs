using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Rules;

/// <summary>The limits of one feed.</summary>
/// <param name="MaxKeys">The most keys with a value.</param>
/// <param name="MaxKeyBytes">The longest key.</param>
/// <param name="MaxValueBytes">The largest value, written as JSON without white space.</param>
internal sealed record FeedLimits(int MaxKeys, int MaxKeyBytes, int MaxValueBytes)
{
    /// <summary>The most updates of one call.</summary>
    public const int MaxUpdates = 1_000;

    /// <summary>The longest name of a feed.</summary>
    public const int MaxNameBytes = 128;

    /// <summary>The most feeds that come into being by their first update.</summary>
    public const int MaxFeeds = 1_000;
}

/// <summary>What an update may say, apart from its fields.</summary>
internal static class FeedUpdateRules
{
    public static Refusal? Check(FeedUpdate update, FeedLimits limits) =>
        FieldRules.Key(update.Key, limits.MaxKeyBytes)
        ?? (update.Version is { } version ? FieldRules.Offset("version", version) : null)
        ?? (update.SourceTime is { } time ? FieldRules.Offset("sourceTime", time) : null)
        ?? (update.Removed != true && update.Fields is null ? FeedRefusals.MissingFields() : null);
}
