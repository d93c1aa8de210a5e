using RealtimeHub.Client;
using RealtimeHub.Console.Chatting;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Console;

public class TypingWordTests
{
    private readonly ManualTime time = new();
    private readonly List<bool> said = [];

    [Fact]
    public void Written_Text_IsToldNowAndThenAndWhenItIsOver()
    {
        var word = NewWord();
        word.Written("h");
        word.Written("he");
        Assert.Equal([true], said);
        time.Advance(TimeSpan.FromSeconds(3));
        word.Written("hel");
        Assert.Equal([true, true], said);
        word.Written("");
        Assert.Equal([true, true, false], said);
        word.Written("");
        Assert.Equal([true, true, false], said);
    }

    [Fact]
    public void Written_NothingForLong_NeedsNoWordOfTheEnd()
    {
        var word = NewWord();
        word.Written("h");
        time.Advance(TimeSpan.FromSeconds(6));
        word.Written("");
        Assert.Equal([true], said);
    }

    [Fact]
    public void Written_Command_IsNobodysBusiness()
    {
        var word = NewWord();
        word.Written("/kick bob");
        Assert.Empty(said);
        word.Written("//etc");
        Assert.Equal([true], said);
    }

    [Fact]
    public void Written_WordThatIsRefused_DisturbsNobody()
    {
        var word = new TypingWord(_ => Task.FromException(new HubCallException(ErrorCode.PermissionDenied, "you are muted")), time);
        word.Written("h");
        time.Advance(TimeSpan.FromSeconds(4));
        word.Written("he");
    }

    private TypingWord NewWord() => new(
        typing =>
        {
            said.Add(typing);
            return Task.CompletedTask;
        },
        time);
}
