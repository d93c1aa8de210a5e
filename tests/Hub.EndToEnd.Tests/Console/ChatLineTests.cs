using RealtimeHub.Console.Chatting;

namespace RealtimeHub.EndToEnd.Tests.Console;

public class ChatLineTests
{
    [Theory]
    [InlineData("hello there", "Post", 0, "hello there")]
    [InlineData("  indented", "Post", 0, "  indented")]
    [InlineData("//etc is a folder", "Post", 0, "/etc is a folder")]
    [InlineData("/reply 12 yes, that", "Reply", 12, "yes, that")]
    [InlineData("/edit 7 other words", "Edit", 7, "other words")]
    [InlineData("/delete 7", "Delete", 7, "")]
    [InlineData("/react 7 👍", "React", 7, "👍")]
    [InlineData("/search two words", "Search", 0, "two words")]
    [InlineData("/mute bob", "Mute", 0, "bob")]
    [InlineData("/who", "Who", 0, "")]
    [InlineData("/quit", "Quit", 0, "")]
    public void Read_Line_IsTheActItSays(string line, string act, long id, string words) =>
        Assert.Equal(new ChatLine(Enum.Parse<ChatAct>(act), id, words), ChatLine.Read(line));

    [Theory]
    [InlineData("/dance", "there is no /dance")]
    [InlineData("/reply soon", "number of a message")]
    [InlineData("/edit 0 x", "number of a message")]
    [InlineData("/edit 5", "something more")]
    [InlineData("/search", "something more")]
    public void Read_WrongCommand_SaysWhatIsWrong(string line, string reason)
    {
        var read = ChatLine.Read(line)!;
        Assert.Equal(ChatAct.Unknown, read.Act);
        Assert.Contains(reason, read.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public void Read_NothingTyped_IsNothing(string line) => Assert.Null(ChatLine.Read(line));
}
