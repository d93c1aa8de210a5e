using System.Text;

namespace RealtimeHub.Documents.Tests.Awareness;

public sealed class SyncMessageTests
{
    [Theory]
    [InlineData(SyncMessageKind.Step1, "000002aabb")]
    [InlineData(SyncMessageKind.Step2, "000102aabb")]
    [InlineData(SyncMessageKind.Update, "000202aabb")]
    [InlineData(SyncMessageKind.Awareness, "0102aabb")]
    [InlineData(SyncMessageKind.QueryAwareness, "03")]
    public void Encode_ThenRead_GivesTheSame(SyncMessageKind kind, string hex)
    {
        var content = kind == SyncMessageKind.QueryAwareness ? [] : Convert.FromHexString("aabb");
        Assert.Equal(hex, Convert.ToHexStringLower(new SyncMessage(kind, content).Encode()));

        var read = SyncMessage.Read(Convert.FromHexString(hex));
        Assert.Equal(kind, read.Kind);
        Assert.Equal(content, read.Content.ToArray());
    }

    [Fact]
    public void Denied_HasItsText()
    {
        var read = SyncMessage.Read(SyncMessage.Denied("néin").Encode());
        Assert.Equal((SyncMessageKind.Denied, "néin"), (read.Kind, Encoding.UTF8.GetString(read.Content.Span)));
    }

    [Theory]
    [InlineData("0007")]
    [InlineData("0205")]
    [InlineData("63")]
    public void Read_UnknownMessage_IsOther(string hex) => Assert.Equal(SyncMessageKind.Other, SyncMessage.Read(Convert.FromHexString(hex)).Kind);

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0000")]
    [InlineData("000105ff")]
    [InlineData("01ffffffffffffffffffff")]
    public void Read_Truncated_Throws(string hex) => Assert.Throws<InvalidUpdateException>(() => SyncMessage.Read(Convert.FromHexString(hex)));
}
