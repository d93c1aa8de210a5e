using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Rules;

/// <summary>What an alert may say.</summary>
internal static class AlertRules
{
    /// <summary>The most alerts of a user, those that have fired and are not cleared included.</summary>
    public const int MaxAlerts = 100;

    private const int MaxKeyBytes = 200;
    private const long LeastWithinMs = 1_000;
    private const long GreatestWithinMs = 86_400_000;

    public static Refusal? Check(SetAlertRequest request)
    {
        if (FieldRules.Key(request.Key, MaxKeyBytes) is { } refusal)
            return refusal;
        if (!FieldNameRule.IsName(request.Field))
            return Refusal.BadRequest("field", "field must be the name of a field, 1 to 64 bytes without control characters");
        if (!double.IsFinite(request.Value))
            return Refusal.BadRequest("value", "value must be a finite number", reason: "not_finite");
        return request.Condition == AlertCondition.Changes ? CheckChange(request) : CheckThreshold(request);
    }

    public static Refusal TooMany() =>
        new(ErrorCode.LimitExceeded, $"you have {MaxAlerts} alerts, the limit; clear one first", new RefusalDetails { Reason = "too_many_alerts", Limit = MaxAlerts, Actual = MaxAlerts + 1 });

    private static Refusal? CheckThreshold(SetAlertRequest request) =>
        request.WithinMs is null ? null : Refusal.BadRequest("withinMs", "withinMs is for the condition changes; leave it out");

    private static Refusal? CheckChange(SetAlertRequest request)
    {
        if (request.Value <= 0)
            return Refusal.BadRequest("value", "value must be a percentage above 0");
        return request.WithinMs is >= LeastWithinMs and <= GreatestWithinMs
            ? null
            : Refusal.BadRequest("withinMs", $"withinMs must be from {LeastWithinMs} to {GreatestWithinMs}", actual: request.WithinMs);
    }
}
