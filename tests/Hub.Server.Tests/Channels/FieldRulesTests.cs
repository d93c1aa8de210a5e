using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Channels;

public sealed class FieldRulesTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("", false)]
    [InlineData("12345678", true)]
    [InlineData("123456789", false)]
    [InlineData("éééé", true)]
    [InlineData("ééééé", false)]
    [InlineData("a\0", false)]
    [InlineData("a\u0085", false)]
    [InlineData("a b", true)]
    public void Type_Text_CountsBytesAndForbidsControls(string text, bool legal) => Assert.Equal(legal, FieldRules.Type(text, 8) is null);

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(Position.MaxOffset, true)]
    [InlineData(Position.MaxOffset + 1, false)]
    public void Offset_Number_StaysWithinWhatEveryClientCanTell(long offset, bool legal) => Assert.Equal(legal, FieldRules.Offset("after", offset) is null);

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public void Limit_Number_IsOneToTheMost(int limit, bool legal) => Assert.Equal(legal, FieldRules.Limit(limit, 1000) is null);

    [Fact]
    public void Data_TooLarge_SaysBothSizes()
    {
        var refusal = FieldRules.Data(Payload.FromJson("\"123456789\""), 10)!;
        Assert.Equal((ErrorCode.PayloadTooLarge, "data has 11 bytes; the limit is 10"), (refusal.Code, refusal.Text));
        Assert.Null(FieldRules.Data(Payload.FromJson("\"12345678\""), 10));
        Assert.Null(FieldRules.Data(Payload.FromJson("\"123456789\""), 0));
    }

    [Fact]
    public void Brief_LongName_IsCutAtSixtyFourCharacters()
    {
        Assert.Equal("topic:short", ChannelName.Parse("topic:short").Brief());
        var brief = ChannelName.Parse("topic:" + string.Concat(Enumerable.Repeat("😀", 40))).Brief();
        Assert.True(brief.Length <= 64 && brief.EndsWith('…') && !char.IsHighSurrogate(brief[^2]));
    }
}
