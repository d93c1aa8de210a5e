using System.Text.Json;
using RealtimeHub.Server.Text;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Text;

public class FoldedTextTests
{
    [Theory]
    [InlineData("Crème BRÛLÉE", " creme brulee ")]
    [InlineData("Ångström Łódź Øre", " angstrom lodz ore ")]
    [InlineData("Straße, œuvre & Æsir", " strasse oeuvre aesir ")]
    [InlineData("Việt Nam", " viet nam ")]
    [InlineData("İstanbul ILIK", " istanbul ilik ")]
    [InlineData("Όδυσσεύς", " οδυσσευσ ")]
    [InlineData("cafe\u0301", " cafe ")]
    [InlineData("zero\u200Bwidth", " zerowidth ")]
    [InlineData("a\u202Eb", " ab ")]
    [InlineData("日本語 テスト", " 日本語 テスト ")]
    [InlineData("one\ntwo\tthree---four", " one two three four ")]
    [InlineData("...", " ")]
    [InlineData("", " ")]
    public void OfWords_AnyScript_IsSmallPlainAndDivided(string text, string folded) => Assert.Equal(folded, FoldedText.OfWords(text));

    public static TheoryData<string, string[], string[]> Searches()
    {
        var data = new TheoryData<string, string[], string[]>();
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Vectors.Folder("chat"), "search.json")));
        foreach (var item in file.RootElement.GetProperty("cases").EnumerateArray())
            data.Add(item.GetProperty("text").GetString()!, Strings(item, "found"), Strings(item, "missed"));
        return data;
    }

    [Theory]
    [MemberData(nameof(Searches))]
    public void Sought_WordsOfAQuery_AreInTheTextsThatHaveThem(string text, string[] found, string[] missed)
    {
        Assert.All(found, query => Assert.True(Finds(text, query), query));
        Assert.All(missed, query => Assert.False(Finds(text, query), query));
    }

    [Fact]
    public void Words_TwoWordsWithVowelSigns_AreTwo() => Assert.Equal(2, FoldedText.Words("வணக்கம் நண்பர்களே").Length);

    [Fact]
    public void Words_LoneSurrogate_IsNoWord() => Assert.Equal(["a", "b"], FoldedText.Words("a \ud800 b"));

    [Fact]
    public void Of_Name_KeepsItsSigns() => Assert.Equal("anne-marie o'neil", FoldedText.Of("Anne-Marie O'Neil"));

    private static bool Finds(string text, string query) =>
        FoldedText.Words(query) is { Length: > 0 } words
        && words.All(word => FoldedText.OfWords(text).Contains(FoldedText.Sought(word), StringComparison.Ordinal));

    private static string[] Strings(JsonElement item, string name) => [.. item.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];
}
