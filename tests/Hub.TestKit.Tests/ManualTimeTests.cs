namespace RealtimeHub.TestKit.Tests;

public class ManualTimeTests
{
    private readonly ManualTime time = new();

    [Fact]
    public void Advance_SeveralTimers_FireInOrderEachAtItsOwnTime()
    {
        var start = time.GetUtcNow();
        var fired = new List<(string Name, double Seconds)>();
        void Note(string name) => fired.Add((name, (time.GetUtcNow() - start).TotalSeconds));
        using var late = time.CreateTimer(_ => Note("late"), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using var often = time.CreateTimer(_ => Note("often"), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.5));
        using var gone = time.CreateTimer(_ => Note("gone"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        gone.Dispose();

        time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal([("often", 1), ("often", 2.5), ("late", 3), ("often", 4)], fired);
        Assert.Equal(start.AddSeconds(4), time.GetUtcNow());
    }

    [Fact]
    public async Task Advance_SomeoneWaitsByThisClock_WakesHim()
    {
        var waiting = Task.Delay(TimeSpan.FromSeconds(10), time);
        time.Advance(TimeSpan.FromSeconds(9.999));
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.001));

        await waiting.Within();
    }

    [Fact]
    public void Advance_TimerSetAgainInItsCallback_FiresOnTheWay()
    {
        var fired = 0;
        ITimer? timer = null;
        timer = time.CreateTimer(_ => { if (++fired < 3) timer!.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan); }, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(3, fired);
    }
}
