using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Client.Chat;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Client.Tests.Chat;

public class TypingListTests
{
    [Fact]
    public void Receive_NothingMore_IsForgotten()
    {
        var time = new FakeTimeProvider();
        var list = new TypingList(time);
        list.Receive(new TypingSignal("ada", "Ada", true));
        time.Advance(TimeSpan.FromSeconds(5));
        list.Receive(new TypingSignal("bob", null, true));
        Assert.Equal(["ada", "bob"], list.Now.Select(user => user.UserId));

        time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(["bob"], list.Now.Select(user => user.UserId));
        list.Receive(new TypingSignal("bob", null, false));
        Assert.Empty(list.Now);
    }

    [Fact]
    public void Receive_SameUserAgain_IsShownOnce()
    {
        var list = new TypingList(new FakeTimeProvider());
        list.Receive(new TypingSignal("ada", "Ada", true));
        list.Receive(new TypingSignal("ada", "Ada", true));

        Assert.Single(list.Now);
        Assert.True(list.Forget("ada"));
        Assert.False(list.Forget("ada"));
    }
}
