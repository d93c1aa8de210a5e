using RealtimeHub.Server.Modules.Documents.Search;

namespace RealtimeHub.Server.Tests.Modules.Documents.Search;

public class TextPassagesTests
{
    [Fact]
    public void Of_Lines_AreThePassages() => Assert.Equal(["one", "two", "three"], Of("one\n\ntwo\nthree\n"));

    [Fact]
    public void Of_Nothing_IsNothing() => Assert.Empty(Of("\n\n"));

    [Fact]
    public void Of_ALongLine_IsDividedBetweenWords()
    {
        var text = string.Join(' ', Enumerable.Range(0, 1_000).Select(i => $"word{i}"));
        var passages = Of(text);

        Assert.Equal(text, string.Concat(passages));
        Assert.All(passages, passage => Assert.InRange(passage.Length, 1, TextPassages.MaxCharacters));
        Assert.All(passages.SkipLast(1), passage => Assert.EndsWith(" ", passage, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("x😀")]
    public void Of_ALineWithoutWords_IsDividedBetweenCharacters(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 2_000));
        var passages = Of(text);

        Assert.Equal(text, string.Concat(passages));
        Assert.All(passages, passage => Assert.False(char.IsLowSurrogate(passage[0])));
    }

    private static List<string> Of(string text) => [.. TextPassages.Of(text).Select(passage => passage.ToString())];
}
