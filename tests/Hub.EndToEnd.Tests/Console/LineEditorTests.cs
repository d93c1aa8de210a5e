using RealtimeHub.Console.Chatting;

namespace RealtimeHub.EndToEnd.Tests.Console;

public class LineEditorTests
{
    private readonly LineEditor line = new();

    [Fact]
    public void Take_Characters_GoWhereTheCursorIs()
    {
        Type("held");
        Press(ConsoleKey.LeftArrow);
        Type("lo worl");
        Assert.Equal(("hello world", 10), (line.Text, line.Cursor));
        Press(ConsoleKey.Home);
        Type("oh, ");
        Press(ConsoleKey.End);
        Type("!");
        Assert.Equal(LineChange.Finished, Press(ConsoleKey.Enter));
        Assert.Equal("oh, hello world!", line.Finish());
        Assert.Equal(("", 0), (line.Text, line.Cursor));
    }

    [Fact]
    public void Take_BackspaceAndDelete_TakeWholeCharacters()
    {
        Type("a👩‍👩‍👧é");
        Press(ConsoleKey.Backspace);
        Assert.Equal("a👩‍👩‍👧", line.Text);
        Press(ConsoleKey.LeftArrow);
        Assert.Equal(1, line.Cursor);
        Press(ConsoleKey.Delete);
        Assert.Equal("a", line.Text);
        Press(ConsoleKey.Backspace);
        Assert.Equal(LineChange.None, Press(ConsoleKey.Backspace));
        Assert.Equal("", line.Text);
    }

    [Fact]
    public void Take_ControlKeys_MoveAndErase()
    {
        Type("one two  three");
        Press(ConsoleKey.W, control: true);
        Assert.Equal("one two  ", line.Text);
        Press(ConsoleKey.W, control: true);
        Assert.Equal("one ", line.Text);
        Press(ConsoleKey.A, control: true);
        Type("n");
        Press(ConsoleKey.K, control: true);
        Assert.Equal("n", line.Text);
        Type("o more");
        Press(ConsoleKey.LeftArrow);
        Press(ConsoleKey.U, control: true);
        Assert.Equal("e", line.Text);
        Press(ConsoleKey.Escape);
        Assert.Equal("", line.Text);
    }

    [Fact]
    public void Take_ControlD_EndsOnAnEmptyLineOnly()
    {
        Type("a");
        Press(ConsoleKey.Home);
        Assert.Equal(LineChange.Changed, Press(ConsoleKey.D, control: true));
        Assert.Equal(LineChange.Ended, Press(ConsoleKey.D, control: true));
    }

    [Fact]
    public void Take_KeysWithoutACharacter_ChangeNothing()
    {
        Assert.Equal(LineChange.None, Press(ConsoleKey.F5));
        Assert.Equal(LineChange.None, Press(ConsoleKey.UpArrow));
        Assert.Equal(LineChange.None, line.Take(new ConsoleKeyInfo('\u0007', ConsoleKey.G, false, false, true)));
        Assert.Equal("", line.Text);
    }

    private void Type(string text)
    {
        foreach (var character in text)
            Assert.Equal(LineChange.Changed, line.Take(new ConsoleKeyInfo(character, ConsoleKey.None, false, false, false)));
    }

    private LineChange Press(ConsoleKey key, bool control = false) => line.Take(new ConsoleKeyInfo('\0', key, false, false, control));
}
