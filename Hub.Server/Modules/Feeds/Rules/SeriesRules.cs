using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Rules;

/// <summary>What a request for a series may say.</summary>
internal static class SeriesRules
{
    private const int MaxKeyBytes = 200;
    private const long LeastBucketMs = 1_000;
    private const long GreatestBucketMs = 86_400_000;

    public static Refusal? Check(ReadSeriesRequest request)
    {
        if (FieldRules.Key(request.Key, MaxKeyBytes) is { } refusal)
            return refusal;
        if (!FieldNameRule.IsName(request.Field))
            return Refusal.BadRequest("field", "field must be the name of a field, 1 to 64 bytes without control characters");
        if (request.BucketMs is < LeastBucketMs or > GreatestBucketMs)
            return Refusal.BadRequest("bucketMs", $"bucketMs must be from {LeastBucketMs} to {GreatestBucketMs}", actual: request.BucketMs);
        return (request.FromTime is { } from ? FieldRules.Offset("fromTime", from) : null) ?? (request.ToTime is { } to ? FieldRules.Offset("toTime", to) : null);
    }
}
