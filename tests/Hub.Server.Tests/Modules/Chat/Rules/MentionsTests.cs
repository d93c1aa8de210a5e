using System.Text.Json;
using RealtimeHub.Server.Modules.Chat.Rules;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Modules.Chat.Rules;

public class MentionsTests
{
    private static readonly JsonElement File = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(Vectors.Folder("chat"), "mentions.json"))).RootElement;

    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (var item in File.GetProperty("cases").EnumerateArray())
            data.Add(item.GetProperty("text").GetString()!, string.Join(',', item.GetProperty("mentions").EnumerateArray()));
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Find_Text_ReturnsTheMentionedMembers(string text, string userIds)
    {
        var names = new NameBook();
        foreach (var member in File.GetProperty("members").EnumerateArray())
            names.Add(member.GetProperty("userId").GetString()!, member.TryGetProperty("name", out var name) ? name.GetString() : null);

        Assert.Equal(userIds, string.Join(',', Mentions.Find(text, names)));
    }

    [Fact]
    public void Find_TextOfSigns_StopsEarly()
    {
        var names = new NameBook();
        for (var i = 0; i < 100; i++)
            names.Add($"u{i}", $"user{i}");

        Assert.Empty(Mentions.Find(new string('@', 16_000), names));
        Assert.Equal(Mentions.MaxUsers, Mentions.Find(string.Join(' ', Enumerable.Range(0, 100).Select(i => $"@user{i}")), names).Count);
    }
}
