using System.Text;
using RealtimeHub.Server.Modules.Documents.Search;
using RealtimeHub.Server.Text;

namespace RealtimeHub.Server.Tests.Modules.Documents.Search;

public class IndexedTextTests
{
    [Theory]
    [InlineData("first\nGreen tea\nlast", "tea", "Green tea")]
    [InlineData("first\nGreen tea\nlast", "FIR", "first")]
    [InlineData("first\nGreen tea\nlast", "last", "last")]
    [InlineData("first\nGreen tea\nlast", "ea", null)]
    [InlineData("一月\n京都の秋は美しい\n終", "秋は", "京都の秋は美しい")]
    [InlineData("东京\n上海的夏天很热", "夏天", "上海的夏天很热")]
    [InlineData("पहला\nमुझे हिन्दी पसंद है", "हिन्दी", "मुझे हिन्दी पसंद है")]
    [InlineData("ﬁrst line\nsecond", "first", "ﬁrst line")]
    public void PassageWith_AWord_IsTheLineThatSaysIt(string text, string word, string? expected)
    {
        var sought = Encoding.UTF8.GetBytes(FoldedText.Sought(Assert.Single(FoldedText.Words(word))));
        var indexed = IndexedText.Of(text);

        Assert.Equal(expected, indexed.PassageWith(sought));
        Assert.Equal(expected is not null, indexed.Contains(sought));
        Assert.Equal(text.Length, indexed.Characters);
    }

    [Theory]
    [InlineData("first\nwell done 👍\nlast", "👍", "well done 👍")]
    [InlineData("👍", "👍", "👍")]
    [InlineData("first 👍\n🎉 last", "👍🎉", null)]
    [InlineData("first", "👍", null)]
    public void PassageWithSign_AsItStands_IsTheLineThatHasIt(string text, string sign, string? expected)
    {
        var sought = Encoding.UTF8.GetBytes(sign);
        var indexed = IndexedText.Of(text);

        Assert.Equal(expected, indexed.PassageWithSign(sought));
        Assert.Equal(expected is not null, indexed.ContainsSign(sought));
    }

    [Fact]
    public void Contains_NothingIndexed_IsFalse() => Assert.False(IndexedText.Of("").Contains(" a"u8));
}
