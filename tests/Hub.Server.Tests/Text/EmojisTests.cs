using System.Text.Json;
using RealtimeHub.Server.Text;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Text;

public class EmojisTests
{
    public static TheoryData<string, string?> Cases()
    {
        var data = new TheoryData<string, string?>();
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Vectors.Folder("chat"), "emoji.json")));
        foreach (var item in file.RootElement.GetProperty("cases").EnumerateArray())
            data.Add(item.GetProperty("text").GetString()!, item.GetProperty("emoji").GetString());
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Canonical_Text_IsTheListsSpellingOrNull(string text, string? emoji) => Assert.Equal(emoji, Emojis.Canonical(text));

    [Fact]
    public void Canonical_EveryEmojiOfTheList_IsTakenInEverySpelling()
    {
        var emojis = Resources.Lines("emoji.txt").ToArray();

        Assert.True(emojis.Length > 3_900);
        Assert.All(emojis, emoji =>
        {
            Assert.Equal(emoji, Emojis.Canonical(emoji));
            Assert.Equal(emoji, Emojis.Canonical(Emojis.Key(emoji)));
        });
    }
}
