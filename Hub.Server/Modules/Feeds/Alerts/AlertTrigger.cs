using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Alerts;

/// <summary>Decides whether a value fires an alert, from the values before it.</summary>
internal sealed class AlertTrigger(AlertCondition condition, double value, long withinMs)
{
    private readonly ValueWindow? window = condition == AlertCondition.Changes ? new ValueWindow(withinMs) : null;
    private double? last;

    /// <summary>The value that was taken last; null before the first.</summary>
    public double? Last => last;

    /// <summary>Takes the value that was there before the next one.</summary>
    public void Seed(long time, double number)
    {
        last ??= number;
        window?.Add(time, number);
    }

    /// <summary>Takes the next value.</summary>
    public bool Fires(long time, double number)
    {
        var fires = condition switch
        {
            AlertCondition.Above => number > value,
            AlertCondition.Below => number < value,
            AlertCondition.Crosses => last is { } before && Math.Sign(before - value) is var side and not 0 && Math.Sign(number - value) != side,
            _ => window!.Differs(time, number, value),
        };
        last = number;
        window?.Add(time, number);
        return fires;
    }
}
