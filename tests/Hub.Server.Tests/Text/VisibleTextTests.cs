using System.Text.Json;
using RealtimeHub.Server.Text;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Text;

/// <summary>The cases of <c>tests/vectors/chat/visible.json</c>.</summary>
public class VisibleTextTests
{
    public static TheoryData<string, bool, bool> Cases()
    {
        var data = new TheoryData<string, bool, bool>();
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Vectors.Folder("chat"), "visible.json")));
        foreach (var item in file.RootElement.GetProperty("cases").EnumerateArray())
            data.Add(item.GetProperty("text").GetString()!, item.GetProperty("visible").GetBoolean(), item.GetProperty("name").GetBoolean());
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Any_Text_IsWhetherAReaderSeesSomething(string text, bool visible, bool name)
    {
        Assert.Equal(visible, VisibleText.Any(text));
        Assert.Equal(name, VisibleText.Any(text) && !VisibleText.HidesAny(text));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void WithoutHidden_Text_HidesNothingAndKeepsWhatNeedsItsJoiners(string text, bool visible, bool name)
    {
        var left = VisibleText.WithoutHidden(text);

        Assert.False(VisibleText.HidesAny(left));
        Assert.Equal(visible, VisibleText.Any(left));
        Assert.True(!name || left == text);
    }
}
