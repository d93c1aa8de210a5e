using RealtimeHub.Server.Modules.Documents.Search;

namespace RealtimeHub.Server.Tests.Modules.Documents.Search;

public class SnippetsTests
{
    [Fact]
    public void Of_AShortPassage_IsThePassage() => Assert.Equal("Buy green tea", Snippets.Of("  Buy green tea ", " tea"));

    [Theory]
    [InlineData("lorem ipsum ", "Crème brûlée", " creme")]
    [InlineData("天地玄黃，宇宙洪荒。", "京都の秋は美しい", "京都")]
    [InlineData("अन्य शब्द ", "हिन्दी में खोज", " हिन्दी")]
    [InlineData("👩‍👩‍👧 👍🏽 ", "needle", " needle")]
    public void Of_ALongPassage_IsThePartWithWhatWasFound(string filler, string found, string sought)
    {
        var around = string.Concat(Enumerable.Repeat(filler, 40));
        var snippet = Snippets.Of(around + found + " " + around, sought);

        Assert.Contains(found.Split(' ')[0], snippet, StringComparison.Ordinal);
        Assert.InRange(snippet.Length, 50, Snippets.MaxCharacters + 2);
        Assert.StartsWith("…", snippet, StringComparison.Ordinal);
        Assert.EndsWith("…", snippet, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_FoundAtTheBeginningOrTheEnd_HasOneEllipsis()
    {
        var around = string.Concat(Enumerable.Repeat("lorem ipsum ", 40));

        var atStart = Snippets.Of("needle " + around, " needle");
        Assert.StartsWith("needle lorem", atStart, StringComparison.Ordinal);
        Assert.EndsWith("…", atStart, StringComparison.Ordinal);
        var atEnd = Snippets.Of(around + "needle", " needle");
        Assert.StartsWith("…", atEnd, StringComparison.Ordinal);
        Assert.EndsWith("ipsum needle", atEnd, StringComparison.Ordinal);
    }

    [Fact]
    public void OfSign_FarInALongLine_HasTheSign()
    {
        var snippet = Snippets.OfSign(string.Concat(Enumerable.Repeat("word ", 150)) + "👍 " + string.Concat(Enumerable.Repeat("more ", 50)), "👍");

        Assert.Contains("👍", snippet, StringComparison.Ordinal);
        Assert.StartsWith("…", snippet, StringComparison.Ordinal);
        Assert.EndsWith("…", snippet, StringComparison.Ordinal);
    }
}
