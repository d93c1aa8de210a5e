using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Limits;

/// <summary>The ranges of <see cref="LimitOptions"/>.</summary>
internal sealed class LimitOptionsValidator : OptionsValidator<LimitOptions>
{
    private const int Megabyte = 1024 * 1024;

    protected override IEnumerable<string?> Faults(LimitOptions options) => Rates(options).Concat(Counts(options)).Concat(Sizes(options));

    private static IEnumerable<string?> Rates(LimitOptions options)
    {
        yield return Rate(nameof(options.CallsPerSecond), options.CallsPerSecond);
        yield return Rate(nameof(options.PublishesPerSecond), options.PublishesPerSecond);
        yield return Range(nameof(options.PublishBurst), options.PublishBurst, 1, 1_000_000);
        yield return Rate(nameof(options.SignalsPerSecond), options.SignalsPerSecond);
        yield return Rate(nameof(options.SubscribesPerSecond), options.SubscribesPerSecond);
        yield return Range(nameof(options.SubscribeBurst), options.SubscribeBurst, 1, 1_000_000);
        yield return Rate(nameof(options.HistoryReadsPerSecond), options.HistoryReadsPerSecond);
        yield return Rate(nameof(options.PresenceUpdatesPerSecond), options.PresenceUpdatesPerSecond);
        yield return Rate(nameof(options.TypingPerSecond), options.TypingPerSecond);
        yield return Rate(nameof(options.NewChannelsPerSecond), options.NewChannelsPerSecond);
        yield return Rate(nameof(options.NegotiationsPerSecond), options.NegotiationsPerSecond);
        yield return Range(nameof(options.NegotiationBurst), options.NegotiationBurst, 1, 1_000_000);
        yield return Rate(nameof(options.NegotiationsOfNodePerSecond), options.NegotiationsOfNodePerSecond);
        yield return Rate(nameof(options.ViolationsPerMinute), options.ViolationsPerMinute, "minute");
        yield return Range(nameof(options.ViolationBurst), options.ViolationBurst, 1, 1_000_000);
        yield return Range(nameof(options.UnattachedTimeout), options.UnattachedTimeout, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1));
        yield return Range(nameof(options.HandshakeTimeout), options.HandshakeTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        yield return Range(nameof(options.DeadPeerTimeout), options.DeadPeerTimeout, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(10));
    }

    private static IEnumerable<string?> Counts(LimitOptions options)
    {
        yield return Range(nameof(options.ConnectionsPerUser), options.ConnectionsPerUser, 0, int.MaxValue, "no limit");
        yield return Range(nameof(options.ConnectionsPerAddress), options.ConnectionsPerAddress, 0, int.MaxValue, "no limit");
        yield return Range(nameof(options.ConnectionsPerNode), options.ConnectionsPerNode, 0, int.MaxValue, "no limit");
        yield return Range(nameof(options.UnattachedPerAddress), options.UnattachedPerAddress, 0, int.MaxValue, "no limit");
        yield return Range(nameof(options.UnattachedPerNode), options.UnattachedPerNode, 0, int.MaxValue, "no limit");
        yield return Range(nameof(options.FramesPerSecond), options.FramesPerSecond, 0, int.MaxValue, "no limit");
        yield return Range(nameof(options.FragmentsPerMessage), options.FragmentsPerMessage, 0, int.MaxValue, "no limit");
        yield return Range(nameof(options.MaxSubscriptions), options.MaxSubscriptions, 0, int.MaxValue, "no limit");
    }

    private static IEnumerable<string?> Sizes(LimitOptions options)
    {
        yield return Range(nameof(options.MaxMessageBytes), options.MaxMessageBytes, 1, 64 * Megabyte);
        yield return Range(nameof(options.MaxTransportMessageBytes), options.MaxTransportMessageBytes, 4096, 128 * Megabyte);
        yield return options.MaxTransportMessageBytes < options.MaxMessageBytes
            ? $"{nameof(options.MaxTransportMessageBytes)} must not be below MaxMessageBytes ({options.MaxMessageBytes})"
            : null;
        yield return Range(nameof(options.MaxHandshakeBytes), options.MaxHandshakeBytes, 256, 64 * 1024);
        yield return Range(nameof(options.MaxTypeBytes), options.MaxTypeBytes, 1, 1024);
        yield return Range(nameof(options.MaxKeyBytes), options.MaxKeyBytes, 1, ChannelName.MaxKeyBytes);
        yield return Range(nameof(options.MaxIdempotencyKeyBytes), options.MaxIdempotencyKeyBytes, 1, 1024);
        yield return Range(nameof(options.MaxPresenceDataBytes), options.MaxPresenceDataBytes, 1, Megabyte);
        yield return Range(nameof(options.MaxNameCharacters), options.MaxNameCharacters, 1, 1024);
        yield return Range(nameof(options.MaxUserIdBytes), options.MaxUserIdBytes, 1, 1024);
        yield return Range(nameof(options.MaxHistoryLimit), options.MaxHistoryLimit, 1, 100_000);
        yield return Range(nameof(options.HistoryPageBytes), options.HistoryPageBytes, 1024, 128 * Megabyte);
        yield return Range(nameof(options.ReplayPublications), options.ReplayPublications, 1, 10_000_000);
        yield return Range(nameof(options.ReplayBytes), options.ReplayBytes, 1024, 1024 * Megabyte);
        yield return Range(nameof(options.OutboxPublications), options.OutboxPublications, 1, 1_000_000);
        yield return Range(nameof(options.OutboxBytes), options.OutboxBytes, 1024, 1024 * Megabyte);
    }

    private static string? Rate(string option, double value, string period = "second") =>
        value is >= 0 and <= 1_000_000 ? null : $"{option} must be from 0 (no limit) to 1000000 a {period}";
}
