using RealtimeHub.Console.Chatting;

namespace RealtimeHub.EndToEnd.Tests.Console;

public class PromptTests
{
    private const string Erase = "\r\u001b[K";
    private readonly StringWriter terminal = new();

    [Fact]
    public void WriteLine_WhileALineIsWritten_GoesAboveIt()
    {
        var prompt = new Prompt(terminal, () => 80);
        using var output = new AbovePrompt(terminal, prompt);
        output.WriteLine("before");
        prompt.Show("hello", 3);
        output.WriteLine("news");
        prompt.Hide();
        output.WriteLine("after");

        var shown = Erase + "> hello\u001b[2D";
        Assert.Equal($"before|{shown}{Erase}news|{shown}{Erase}after|", terminal.ToString().Replace(Environment.NewLine, "|", StringComparison.Ordinal));
    }

    [Fact]
    public void Show_TextThatWouldMoveTheCursor_IsWrittenOut()
    {
        new Prompt(terminal, () => 80).Show("a\u001b[2J\u202e", 6);
        Assert.Equal(Erase + "> a\\u001b[2J\\u202e", terminal.ToString());
    }

    [Theory]
    [InlineData("short", "", 20, "short", "")]
    [InlineData("0123456789", "abcdefghij", 10, "23456789", "ab")]
    [InlineData("0123456789", "", 4, "6789", "")]
    [InlineData("", "0123456789", 4, "", "0123")]
    [InlineData("日本語", "語", 5, "本語", "")]
    public void Window_LongerThanTheRow_ShowsThePartAroundTheCursor(string before, string behind, int room, string left, string right) =>
        Assert.Equal((left, right), Columns.Window(before, behind, room));
}
