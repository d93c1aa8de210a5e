using RealtimeHub.Client.Chat;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Client.Tests.Chat;

public class TypingListTests
{
    [Fact]
    public void Hear_NothingMore_IsForgotten()
    {
        var time = new ManualTime();
        var list = new TypingList(time);
        list.Hear(new TypingSignal("ada", "Ada", true));
        time.Advance(TimeSpan.FromSeconds(5));
        list.Hear(new TypingSignal("bob", null, true));
        Assert.Equal(["ada", "bob"], list.Now.Select(user => user.UserId));

        time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(["bob"], list.Now.Select(user => user.UserId));
        list.Hear(new TypingSignal("bob", null, false));
        Assert.Empty(list.Now);
    }

    [Fact]
    public void Hear_SameUserAgain_IsShownOnce()
    {
        var list = new TypingList(new ManualTime());
        list.Hear(new TypingSignal("ada", "Ada", true));
        list.Hear(new TypingSignal("ada", "Ada", true));

        Assert.Single(list.Now);
        Assert.True(list.Forget("ada"));
        Assert.False(list.Forget("ada"));
    }
}
