using RealtimeHub.Server.Modules.Feeds.Alerts;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Feeds.Alerts;

public class AlertTriggerTests
{
    [Theory]
    [InlineData(AlertCondition.Above, new double[] { 9, 10 }, false)]
    [InlineData(AlertCondition.Above, new double[] { 10.01 }, true)]
    [InlineData(AlertCondition.Below, new double[] { 11, 10 }, false)]
    [InlineData(AlertCondition.Below, new double[] { 9.99 }, true)]
    [InlineData(AlertCondition.Crosses, new double[] { 11 }, false)]
    [InlineData(AlertCondition.Crosses, new double[] { 11, 12, 10.5 }, false)]
    [InlineData(AlertCondition.Crosses, new double[] { 11, 9 }, true)]
    [InlineData(AlertCondition.Crosses, new double[] { 9, 11 }, true)]
    [InlineData(AlertCondition.Crosses, new double[] { 9, 10 }, true)]
    [InlineData(AlertCondition.Crosses, new double[] { 10, 11 }, false)]
    public void Fires_Threshold_AtTheLastValueOnly(AlertCondition condition, double[] values, bool fires)
    {
        var trigger = new AlertTrigger(condition, 10, 0);

        var results = values.Select((value, i) => trigger.Fires(i, value)).ToArray();

        Assert.Equal(fires, results[^1]);
        Assert.DoesNotContain(true, results[..^1]);
    }

    [Fact]
    public void Fires_Crosses_TheValueBeforeItWasSetCounts()
    {
        var trigger = new AlertTrigger(AlertCondition.Crosses, 10, 0);
        trigger.Seed(0, 9);

        Assert.True(trigger.Fires(1, 11));
    }

    [Theory]
    [InlineData(104.9, 30_000, false)]
    [InlineData(105, 30_000, true)]
    [InlineData(95, 30_000, true)]
    [InlineData(105, 62_000, false)]
    public void Fires_Changes_ComparesWithEveryValueOfTheTime(double value, long at, bool fires)
    {
        var trigger = new AlertTrigger(AlertCondition.Changes, 5, 60_000);
        Assert.False(trigger.Fires(0, 100));

        Assert.Equal(fires, trigger.Fires(at, value));
    }

    [Fact]
    public void Fires_Changes_ASlowDriftIsSeenFromTheLeastOfTheTime()
    {
        var trigger = new AlertTrigger(AlertCondition.Changes, 5, 60_000);

        var fired = Enumerable.Range(0, 100).First(i => trigger.Fires(i * 10_000, 100 * Math.Pow(1.009, i)));

        // 1.009 to the sixth is 1.055.
        Assert.Equal(6, fired);
    }

    [Fact]
    public void Add_ManyValues_WindowKeepsItsParts()
    {
        var window = new ValueWindow(60_000);
        for (var i = 0; i < 1_000_000; i++)
            window.Add(i, 100 + (i % 3));

        Assert.True(window.Parts <= 62);
        Assert.True(window.Differs(1_000_000, 105, 5));
        Assert.False(window.Differs(1_000_000, 104, 5));
    }

    [Fact]
    public void Differs_FromZero_AnyChangeCounts()
    {
        var window = new ValueWindow(60_000);
        window.Add(0, 0);

        Assert.False(window.Differs(1, 0, 1_000));
        Assert.True(window.Differs(1, 0.001, 1_000));
    }
}
