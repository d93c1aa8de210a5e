using RealtimeHub.Server.Modules.Chat.Rules;

namespace RealtimeHub.Server.Tests.Modules.Chat.Rules;

public class MentionsTests
{
    [Theory]
    [InlineData("hello @ada", "u1")]
    [InlineData("hello @ADA!", "u1")]
    [InlineData("@Ada Lovelace wrote it", "u2")]
    [InlineData("@ada lovelaces", "u1")]
    [InlineData("@zoe and @Zoë", "u3")]
    [InlineData("@ada, @zoe: look", "u1,u3")]
    [InlineData("@u4 by id", "u4")]
    [InlineData("@same", "u5,u6")]
    [InlineData("mail me: me@ada.org", "")]
    [InlineData("@adam", "")]
    [InlineData("@", "")]
    [InlineData("@@ada", "u1")]
    [InlineData("(@ada)", "u1")]
    [InlineData("nobody", "")]
    public void Find_Text_GivesTheNamed(string text, string userIds)
    {
        var names = new NameBook();
        names.Add("u1", "Ada");
        names.Add("u2", "Ada Lovelace");
        names.Add("u3", "Zoë");
        names.Add("u4", null);
        names.Add("u5", "Same");
        names.Add("u6", "same");

        Assert.Equal(userIds, string.Join(',', Mentions.Find(text, names)));
    }

    [Fact]
    public void Find_TextOfSigns_StopsEarly()
    {
        var names = new NameBook();
        for (var i = 0; i < 100; i++)
            names.Add($"u{i}", $"user{i}");

        Assert.Empty(Mentions.Find(new string('@', 16_000), names));
        Assert.Equal(Mentions.Most, Mentions.Find(string.Join(' ', Enumerable.Range(0, 100).Select(i => $"@user{i}")), names).Count);
    }
}
