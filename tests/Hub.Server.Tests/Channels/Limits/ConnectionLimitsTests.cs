using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Channels.Limits;

public class ConnectionLimitsTests
{
    private readonly FakeTimeProvider time = new();

    [Theory]
    [InlineData(LimitedAct.Call, 200, 200)]
    [InlineData(LimitedAct.Publish, 100, 50)]
    [InlineData(LimitedAct.Signal, 100, 100)]
    [InlineData(LimitedAct.Subscribe, 500, 10)]
    [InlineData(LimitedAct.HistoryRead, 10, 10)]
    [InlineData(LimitedAct.PresenceUpdate, 1, 1)]
    [InlineData(LimitedAct.Typing, 2, 2)]
    [InlineData(LimitedAct.NewChannel, 20, 20)]
    public void TryTake_ByDefault_GivesBurstAndRate(object act, int burst, int rate)
    {
        var limits = new ConnectionLimits(new LimitOptions(), time);
        Assert.Equal(burst, TakeAll(limits, (LimitedAct)act));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(rate, TakeAll(limits, (LimitedAct)act));
    }

    [Fact]
    public void TryTake_OneActUsedUp_LeavesTheOthers()
    {
        var limits = new ConnectionLimits(new LimitOptions(), time);
        TakeAll(limits, LimitedAct.Publish);
        Assert.True(limits.TryTake(LimitedAct.Signal, out _));
    }

    [Fact]
    public void TryTake_Lifted_IsNeverRefused()
    {
        var limits = new ConnectionLimits(new LimitOptions { PublishesPerSecond = 0 }, time);
        for (var i = 0; i < 1_000; i++)
            Assert.True(limits.TryTake(LimitedAct.Publish, out _));
    }

    [Fact]
    public void NoteRefusal_TenWithinTenSeconds_AsksForTheEnd()
    {
        var limits = new ConnectionLimits(new LimitOptions(), time);
        for (var i = 0; i < 9; i++)
            Assert.False(limits.NoteRefusal(overAllCalls: true));
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.True(limits.NoteRefusal(overAllCalls: true));
    }

    [Theory]
    [InlineData(0.01, "retry after 1 ms")]
    [InlineData(19.2, "retry after 20 ms")]
    [InlineData(1500, "retry after 1500 ms")]
    public void RetryText_AnyWait_IsWholeMillisecondsUp(double milliseconds, string text) =>
        Assert.Equal(text, ConnectionLimits.RetryText(TimeSpan.FromMilliseconds(milliseconds)));

    private static int TakeAll(ConnectionLimits limits, LimitedAct act)
    {
        var taken = 0;
        while (limits.TryTake(act, out _))
            taken++;
        return taken;
    }
}
