using RealtimeHub.Server.Transports.Framing;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Transports.Framing;

public class FrameHeaderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65535)]
    [InlineData(65536)]
    [InlineData(3_000_000)]
    public void Frame_OfAnyLength_IsAsTheProtocolWantsIt(int length)
    {
        var payload = new byte[length];
        new Random(1).NextBytes(payload);

        var frame = FrameHeader.Frame(RealtimeHub.Server.Transports.Framing.Opcode.Binary, payload);

        Assert.Equal(new RawFrame(RealtimeHub.TestKit.Opcode.Binary, payload).Encode(null), frame);
        Assert.Equal(frame.Length, FrameHeader.LengthOf(length) + length);
    }

    [Fact]
    public void Close_WithAndWithoutACode_IsAsTheProtocolWantsIt()
    {
        Assert.Equal([0x88, 2, 0x03, 0xEA], FrameHeader.Close(CloseStatus.ProtocolError));
        Assert.Equal([0x88, 0], FrameHeader.Close(CloseStatus.None));
    }
}
