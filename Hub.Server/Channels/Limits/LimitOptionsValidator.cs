using System.Globalization;
using Microsoft.Extensions.Options;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Limits;

/// <summary>Refuses limits that can't hold, each with one line that names the option.</summary>
internal sealed class LimitOptionsValidator : IValidateOptions<LimitOptions>
{
    private const int Megabyte = 1024 * 1024;

    public ValidateOptionsResult Validate(string? name, LimitOptions options)
    {
        var faults = Rates(options).Concat(Counts(options)).Concat(Sizes(options)).OfType<string>().ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

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
    }

    private static IEnumerable<string?> Counts(LimitOptions options)
    {
        yield return Range(nameof(options.ConnectionsPerUser), options.ConnectionsPerUser, 0, int.MaxValue);
        yield return Range(nameof(options.ConnectionsPerAddress), options.ConnectionsPerAddress, 0, int.MaxValue);
        yield return Range(nameof(options.ConnectionsPerNode), options.ConnectionsPerNode, 0, int.MaxValue);
        yield return Range(nameof(options.UnattachedPerAddress), options.UnattachedPerAddress, 0, int.MaxValue);
        yield return Range(nameof(options.MaxSubscriptions), options.MaxSubscriptions, 0, int.MaxValue);
    }

    private static IEnumerable<string?> Sizes(LimitOptions options)
    {
        yield return Range(nameof(options.MaxMessageBytes), options.MaxMessageBytes, 1, 64 * Megabyte);
        yield return Range(nameof(options.MaxTransportMessageBytes), options.MaxTransportMessageBytes, 4096, 128 * Megabyte);
        yield return options.MaxTransportMessageBytes < options.MaxMessageBytes
            ? Line(nameof(options.MaxTransportMessageBytes), $"must not be below MaxMessageBytes ({options.MaxMessageBytes})")
            : null;
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

    private static string? Rate(string option, double value) =>
        value is >= 0 and <= 1_000_000 ? null : Line(option, "must be from 0 (no limit) to 1000000 a second");

    private static string? Range(string option, int value, int least, int most)
    {
        if (value >= least && value <= most)
            return null;
        var zero = least == 0 ? " (no limit)" : "";
        return Line(option, most == int.MaxValue
            ? $"must be 0 (no limit) or more"
            : string.Create(CultureInfo.InvariantCulture, $"must be from {least}{zero} to {most}"));
    }

    private static string Line(string option, string reason) => $"Hub:Limits:{option} {reason}";
}
