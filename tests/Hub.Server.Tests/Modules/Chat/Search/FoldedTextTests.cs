using RealtimeHub.Server.Modules.Chat.Search;

namespace RealtimeHub.Server.Tests.Modules.Chat.Search;

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

    [Fact]
    public void Words_LoneSurrogate_IsNoWord() => Assert.Equal(["a", "b"], FoldedText.Words("a \ud800 b"));

    [Fact]
    public void Of_Name_KeepsItsSigns() => Assert.Equal("anne-marie o'neil", FoldedText.Of("Anne-Marie O'Neil"));
}
