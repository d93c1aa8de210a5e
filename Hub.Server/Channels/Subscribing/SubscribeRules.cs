using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Subscribing;

/// <summary>What a request to subscribe may contain, by the mode of its namespace.</summary>
internal static class SubscribeRules
{
    private const int MaxKeys = 10_000;

    public static Refusal? Check(SubscribeRequest request, ChannelMode mode, LimitOptions limits)
    {
        if (request.Since is { } since && FieldRules.Since(since) is { } refusal)
            return refusal;
        if (request.Last is < 0)
            return Refusal.BadRequest("last", "last must be at least 0", actual: request.Last);
        return Keys(request.Keys, mode, limits) ?? Rate(request.MaxRate, mode);
    }

    public static Refusal? Keys(IReadOnlyList<string>? keys, ChannelMode mode, LimitOptions limits)
    {
        if (keys is null)
            return null;
        if (mode != ChannelMode.State)
            return OnlyInStateMode("keys");
        if (keys.Count > MaxKeys)
            return Refusal.BadRequest("keys", $"keys has {keys.Count} entries; the limit is {MaxKeys}", MaxKeys, keys.Count);
        for (var i = 0; i < keys.Count; i++)
        {
            if (keys[i] is null)
                return Refusal.BadRequest("keys", "keys must not contain null").At(i);
            if (FieldRules.Key(keys[i], limits.MaxKeyBytes) is { } refusal)
                return new Refusal(refusal.Code, "keys: " + refusal.Text, refusal.Details! with { Field = "keys", Index = i });
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
            : Refusal.BadRequest("maxRate", $"maxRate must be 0 (paused), -1 (no limit) or at least {RateLadder.Lowest} a second");
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
        Refusal.BadRequest(field, $"{field} is for channels in state mode; leave it out", reason: "wrong_mode");
}
