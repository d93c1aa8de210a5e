using RealtimeHub.Client;
using RealtimeHub.Console.Chatting;
using RealtimeHub.Shared;

namespace RealtimeHub.EndToEnd.Tests.Console;

public class TypingReporterTests
{
    private readonly List<bool> sent = [];
    private readonly List<string> refused = [];

    [Fact]
    public void OnLineChanged_TextAndEmptyLine_SetsAndEndsTyping()
    {
        var reporter = Create(_ => Task.CompletedTask);
        reporter.OnLineChanged("h");
        reporter.OnLineChanged("");
        Assert.Equal([true, false], sent);
    }

    [Theory]
    [InlineData("/kick bob", false)]
    [InlineData("//etc", true)]
    public void OnLineChanged_Command_IsNotShownAsTyping(string line, bool typing)
    {
        Create(_ => Task.CompletedTask).OnLineChanged(line);
        Assert.Equal([typing], sent);
    }

    [Fact]
    public void OnLineChanged_Refused_SaysSoOnce()
    {
        var reporter = Create(_ => Task.FromException(new HubCallException(ErrorCode.PermissionDenied, "you are muted")));
        reporter.OnLineChanged("h");
        reporter.OnLineChanged("he");
        Assert.Equal("others can't see that you are typing: permission_denied: you are muted", Assert.Single(refused));
    }

    private TypingReporter Create(Func<bool, Task> answer) => new(
        typing =>
        {
            sent.Add(typing);
            return answer(typing);
        },
        refused.Add);
}
