using RealtimeHub.Server.Modules.Chat.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Chat.Rules;

public class TextRulesTests
{
    [Theory]
    [InlineData("👍", true)]
    [InlineData("中", false)]
    [InlineData("👍<script>", false)]
    public void Emoji_OneOfTheList_IsTaken(string emoji, bool taken) => Assert.Equal(taken, TextRules.Emoji(emoji).Refusal is null);

    [Fact]
    public void Emoji_LongerThanAny_IsRefused() => Assert.NotNull(TextRules.Emoji("👍" + new string('\uFE0F', 40)).Refusal);

    [Theory]
    [InlineData("\u3164")]
    [InlineData("\u2800")]
    [InlineData("\uFE0F")]
    [InlineData("\u034F")]
    public void Fields_NothingVisible_AreRefused(string text)
    {
        Assert.NotNull(TextRules.Text(text, 1_000));
        Assert.NotNull(TextRules.Title(text));
        Assert.NotNull(TextRules.UserName(text));
        Assert.NotNull(TextRules.NewRoom(text));
        Assert.NotNull(TextRules.Emoji(text).Refusal);
    }

    [Theory]
    [InlineData("A\u200Bnn")]
    [InlineData("\u202EnnA")]
    public void Names_SomethingHidden_AreRefused(string text)
    {
        Assert.NotNull(TextRules.Title(text));
        Assert.NotNull(TextRules.UserName(text));
        Assert.NotNull(TextRules.NewRoom(text));
        Assert.Null(TextRules.Text(text, 1_000));
    }

    [Theory]
    [InlineData("hello", true)]
    [InlineData("two\r\nlines\tand a tab", true)]
    [InlineData("<script>alert(1)</script>", true)]
    [InlineData("\u202Egnirts", true)]
    [InlineData("nul\0", false)]
    [InlineData("esc\u001b[31m", false)]
    [InlineData("c1\u0085", false)]
    [InlineData(" \n ", false)]
    [InlineData("\u200B\u200D", false)]
    [InlineData("", false)]
    public void Text_AnythingVisibleWithoutControlCharacters_IsTaken(string text, bool taken) =>
        Assert.Equal(taken, TextRules.Text(text, 1_000) is null);

    // Attributes can't hold half a character.
    [Fact]
    public void Fields_LoneSurrogate_AreRefused()
    {
        Assert.NotNull(TextRules.Text("a\ud800", 1_000));
        Assert.NotNull(TextRules.Title("a\ud800"));
        Assert.NotNull(TextRules.Emoji("\ud83d").Refusal);
        Assert.NotNull(TextRules.Room("a\udc00"));
    }

    [Fact]
    public void Text_OverTheLimitInBytes_IsTooLarge()
    {
        Assert.Null(TextRules.Text(new string('é', 500), 1_000));
        Assert.Equal(ErrorCode.PayloadTooLarge, TextRules.Text(new string('é', 501), 1_000)!.Code);
    }

    [Theory]
    [InlineData("kitchen", true)]
    [InlineData("Küche/2?#*", true)]
    [InlineData("__proto__", true)]
    [InlineData("", false)]
    [InlineData("two words", false)]
    [InlineData("line\n", false)]
    public void Room_Name_IsAChannelsKey(string room, bool taken) => Assert.Equal(taken, TextRules.Room(room) is null);

    [Theory]
    [InlineData("ada", true)]
    [InlineData("~connection", false)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    public void UserId_Name_IsAUsers(string userId, bool taken) => Assert.Equal(taken, TextRules.UserId(userId) is null);

    [Fact]
    public void Names_OverTheirLimits_AreRefused()
    {
        Assert.NotNull(TextRules.Room(new string('r', TextRules.MaxRoomBytes + 1)));
        Assert.NotNull(TextRules.UserId(new string('u', TextRules.MaxUserIdBytes + 1)));
        Assert.Null(TextRules.Title(string.Concat(Enumerable.Repeat("😀", TextRules.MaxTitleCharacters))));
        Assert.NotNull(TextRules.Title(new string('t', TextRules.MaxTitleCharacters + 1)));
        Assert.NotNull(TextRules.Title("two\nlines"));
        Assert.NotNull(TextRules.Topic(new string('t', TextRules.MaxTopicCharacters + 1)));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(253_402_300_799_999, true)]
    [InlineData(253_402_300_800_000, false)]
    [InlineData(long.MaxValue, false)]
    public void Time_ThatCanBeTold_IsTaken(long time, bool taken) => Assert.Equal(taken, TextRules.Time("untilTime", time) is null);

    [Fact]
    public void Excerpt_LongText_IsOneShortLineOfWholeCharacters()
    {
        Assert.Equal("one two", Excerpts.Of(" one\ntwo "));
        var excerpt = Excerpts.Of(string.Concat(Enumerable.Repeat("😀", 200)));
        Assert.True(excerpt.Length <= Excerpts.MaxCharacters);
        Assert.EndsWith("😀…", excerpt, StringComparison.Ordinal);
    }
}
