using RealtimeHub.Server.Channels.Limits;

namespace RealtimeHub.Server.Tests.Channels.Limits;

public class RefusalCounterTests
{
    private readonly RefusalCounter counter = new();

    [Fact]
    public void Note_TenWithinTenSeconds_IsTooMany()
    {
        Assert.False(counter.Note(TimeSpan.Zero, overAllCalls: false));
        for (var i = 0; i < 8; i++)
            Assert.False(counter.Note(TimeSpan.FromSeconds(2 + (i * 0.9)), overAllCalls: false));
        Assert.True(counter.Note(TimeSpan.FromSeconds(9.9), overAllCalls: false));
    }

    [Fact]
    public void Note_TenInMoreThanTenSeconds_IsNot()
    {
        for (var i = 0; i < 100; i++)
            Assert.False(counter.Note(TimeSpan.FromSeconds(i * 1.2), overAllCalls: true));
    }

    [Fact]
    public void Note_FirstOfTenIsTenSecondsOld_IsNot()
    {
        for (var i = 0; i < 9; i++)
            Assert.False(counter.Note(TimeSpan.FromSeconds(i), overAllCalls: true));
        Assert.False(counter.Note(TimeSpan.FromSeconds(10), overAllCalls: true));
        Assert.True(counter.Note(TimeSpan.FromSeconds(10.9), overAllCalls: true));
    }

    [Fact]
    public void Note_CallsUnderWayWhenTheFirstWasRefused_DoNotCount()
    {
        for (var i = 0; i < 190; i++)
            Assert.False(counter.Note(TimeSpan.FromMilliseconds(i * 10), overAllCalls: false));
    }

    [Fact]
    public void Note_ClientThatGoesOnCalling_IsTooManyNineCallsAfterItCouldKnow()
    {
        var refused = 1;
        while (!counter.Note(TimeSpan.FromMilliseconds(refused * 100), overAllCalls: false))
            refused++;

        Assert.Equal(1 + 20 + 8, refused);
    }

    [Fact]
    public void Note_OverTheLimitOfAllCalls_CountsAtOnce()
    {
        for (var i = 0; i < 9; i++)
            Assert.False(counter.Note(TimeSpan.Zero, overAllCalls: true));
        Assert.True(counter.Note(TimeSpan.Zero, overAllCalls: true));
    }

    [Fact]
    public void Note_AfterAQuietTime_BeginsAgain()
    {
        for (var i = 0; i < 10; i++)
            counter.Note(TimeSpan.Zero, overAllCalls: true);
        for (var i = 0; i < 50; i++)
            Assert.False(counter.Note(TimeSpan.FromMinutes(1), overAllCalls: false));
    }
}
