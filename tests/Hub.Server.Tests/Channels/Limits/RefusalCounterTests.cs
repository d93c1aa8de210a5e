using RealtimeHub.Server.Channels.Limits;

namespace RealtimeHub.Server.Tests.Channels.Limits;

public class RefusalCounterTests
{
    [Fact]
    public void Note_TenWithinTenSeconds_IsTooMany()
    {
        var counter = new RefusalCounter();
        for (var i = 0; i < 9; i++)
            Assert.False(counter.Note(TimeSpan.FromSeconds(i)));
        Assert.True(counter.Note(TimeSpan.FromSeconds(9.9)));
    }

    [Fact]
    public void Note_TenInMoreThanTenSeconds_IsNot()
    {
        var counter = new RefusalCounter();
        for (var i = 0; i < 100; i++)
            Assert.False(counter.Note(TimeSpan.FromSeconds(i * 1.2)));
    }

    [Fact]
    public void Note_GoingOn_StaysTooMany()
    {
        var counter = new RefusalCounter();
        for (var i = 0; i < 9; i++)
            counter.Note(TimeSpan.Zero);
        for (var i = 0; i < 100; i++)
            Assert.True(counter.Note(TimeSpan.FromMilliseconds(i)));
        Assert.False(counter.Note(TimeSpan.FromMinutes(1)));
    }
}
