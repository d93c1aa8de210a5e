using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Hubs;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Hubs;

public class WebSocketFrameMeterTests
{
    private readonly FakeTimeProvider time = new();

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void TryCount_FragmentsOfOneMessage_AreBounded(int fragments, bool passes)
    {
        var meter = New();
        for (var n = 1; n < fragments; n++)
            Assert.True(meter.TryCount(Frame(n == 1 ? Opcode.Text : Opcode.Continuation, n % 3, final: false)));

        Assert.Equal(passes, meter.TryCount(Frame(Opcode.Continuation, 1)));
    }

    [Fact]
    public void TryCount_PingsBetweenFragments_AreNoFragments()
    {
        var meter = New();
        for (var n = 0; n < 127; n++)
        {
            Assert.True(meter.TryCount(Frame(n == 0 ? Opcode.Text : Opcode.Continuation, 1, final: false)));
            Assert.True(meter.TryCount(Frame(Opcode.Ping, 4)));
        }

        Assert.True(meter.TryCount(Frame(Opcode.Continuation, 1)));
        Assert.True(meter.TryCount(Frame(Opcode.Text, 1)));
    }

    [Fact]
    public void TryCount_FramesOfASecond_AreBoundedAndCountedAnewInTheNext()
    {
        var meter = New();
        for (var round = 0; round < 3; round++)
        {
            for (var n = 0; n < 2_000; n++)
                Assert.True(meter.TryCount(Frame(n % 2 == 0 ? Opcode.Ping : Opcode.Text, 0)));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        for (var n = 0; n < 2_000; n++)
            Assert.True(meter.TryCount(Frame(Opcode.Ping, 0)));
        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(meter.TryCount(Frame(Opcode.Ping, 0)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    [InlineData(int.MaxValue)]
    public void TryCount_BytesInPiecesOfAnySize_AreTheSameFrames(int piece)
    {
        // Payloads full of what would be a close frame's header, with lengths of each form: 7, 16 and 64 bits.
        var random = new Random(piece);
        byte[] bytes = [.. Enumerable.Range(0, 300).SelectMany(n => Frame(Opcode.Binary, n % 3 == 0 ? 70_000 : random.Next(300), fill: 0x88))];
        var meter = New();
        var exact = new WebSocketFrameMeter(1, 300, time);
        foreach (var part in bytes.Chunk(piece))
        {
            Assert.True(meter.TryCount(part));
            Assert.True(exact.TryCount(part));
        }

        Assert.False(meter.SawClose);
        Assert.False(exact.TryCount(Frame(Opcode.Close, 2)));
        Assert.True(meter.TryCount(Frame(Opcode.Close, 2)));
        Assert.True(meter.SawClose);
    }

    [Fact]
    public void TryCount_LimitsLifted_CountsNothing()
    {
        var meter = new WebSocketFrameMeter(0, 0, time);
        for (var n = 0; n < 10_000; n++)
            Assert.True(meter.TryCount(Frame(Opcode.Continuation, 0, final: false)));
    }

    [Fact]
    public void TryCount_PassedLimit_IsOneViolation()
    {
        var violations = 0;
        var meter = new WebSocketFrameMeter(1, 2_000, time) { OnViolation = () => violations++ };
        Assert.True(meter.TryCount(Frame(Opcode.Text, 1, final: false)));
        Assert.Equal(0, violations);

        Assert.False(meter.TryCount(Frame(Opcode.Continuation, 1)));
        Assert.False(meter.TryCount(Frame(Opcode.Continuation, 1)));
        Assert.Equal(1, violations);
    }

    [Theory]
    [InlineData(1000, 0)]
    [InlineData(1001, 0)]
    [InlineData(1002, 1)]
    [InlineData(1007, 1)]
    [InlineData(1011, 0)]
    public void NoteSent_CloseThatBlamesTheClient_IsOneViolation(int code, int expected)
    {
        var violations = 0;
        var meter = new WebSocketFrameMeter(128, 2_000, time) { OnViolation = () => violations++ };
        byte[] payload = [(byte)(code >> 8), (byte)code];
        meter.NoteSent(new RawFrame(Opcode.Binary, payload).Encode(null));
        Assert.Equal(0, violations);

        meter.NoteSent(new RawFrame(Opcode.Close, payload).Encode(null));
        meter.NoteSent(new RawFrame(Opcode.Close, payload).Encode(null));
        Assert.Equal(expected, violations);
    }

    private WebSocketFrameMeter New() => new(128, 2_000, time);

    private static byte[] Frame(Opcode opcode, int length, bool final = true, byte fill = 0) =>
        new RawFrame(opcode, [.. Enumerable.Repeat(fill, length)], final).Encode(0);
}
