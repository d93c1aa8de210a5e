using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Subscribing;

/// <summary>What a wish to receive may say, by the mode of its namespace.</summary>
internal static class SubscribeRules
{
    private const int MaxKeys = 1_000;

    public static Refusal? Check(SubscribeRequest request, ChannelMode mode, LimitOptions limits)
    {
        if (request.Since is { } since && FieldRules.Since(since) is { } refusal)
            return refusal;
        if (request.Last is < 0)
            return Refusal.BadRequest("last must be at least 0");
        return Keys(request.Keys, mode, limits) ?? Rate(request.MaxRate, mode);
    }

    public static Refusal? Keys(IReadOnlyList<string>? keys, ChannelMode mode, LimitOptions limits)
    {
        if (keys is null)
            return null;
        if (mode != ChannelMode.State)
            return OnlyInStateMode("keys");
        if (keys.Count > MaxKeys)
            return Refusal.BadRequest($"keys has {keys.Count} entries; the limit is {MaxKeys}");
        foreach (var key in keys)
        {
            if (key is null)
                return Refusal.BadRequest("keys must not contain null");
            if (FieldRules.Key(key, limits.MaxKeyBytes) is { } refusal)
                return refusal with { Text = "keys: " + refusal.Text };
        }

        return null;
    }

    public static Refusal? Rate(double? maxRate, ChannelMode mode)
    {
        if (maxRate is not { } rate)
            return null;
        if (mode != ChannelMode.State)
            return OnlyInStateMode("maxRate");
        return rate is 0 or -1 || (rate >= RateLadder.Lowest && double.IsFinite(rate))
            ? null
            : Refusal.BadRequest($"maxRate must be 0 (paused), -1 (no limit) or at least {RateLadder.Lowest} a second");
    }

    /// <summary>The rung that is granted; null sets no limit.</summary>
    public static double? Grant(double? maxRate) => maxRate switch
    {
        null or < 0 => null,
        0 => RateLadder.Paused,
        { } rate => RateLadder.RoundDown(rate),
    };

    public static IReadOnlySet<string>? KeySet(IReadOnlyList<string>? keys) =>
        keys is null ? null : keys.ToHashSet(StringComparer.Ordinal);

    private static Refusal OnlyInStateMode(string field) =>
        Refusal.BadRequest($"{field} is for channels in state mode; leave it out");
}
