using System.Buffers;
using System.Text;
using RealtimeHub.Client.Transports;

namespace RealtimeHub.Client.Tests.Transports;

public sealed class SseParserTests
{
    [Theory]
    [InlineData("data: a\r\n\r\n", "a")]
    [InlineData("data: a\n\n", "a")]
    [InlineData("data: a\r\r", "a")]
    [InlineData("data:a\n\n", "a")]
    [InlineData("data:  a\n\n", " a")]
    [InlineData("data: a\ndata: b\n\n", "a\nb")]
    [InlineData("data\n\n", "")]
    [InlineData(":comment\nevent: x\nid: 1\ndata: a\nretry: 5\n\n", "a")]
    [InlineData("\r\n:\r\n\r\ndata: ä€😀\r\n\r\ndata: b\r\n\r\n", "ä€😀b")]
    [InlineData("data: unfinished\r\n", "")]
    [InlineData("database: a\n\n", "")]
    public void Feed_WholeAndInEveryCut_GivesTheData(string stream, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        for (var size = 1; size <= bytes.Length; size++)
        {
            var output = new ArrayBufferWriter<byte>();
            var parser = new SseParser(1000);
            foreach (var piece in bytes.Chunk(size))
                parser.Feed(piece, output);
            Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
        }
    }

    [Fact]
    public void Feed_EventPastTheLimit_IsRefused()
    {
        var parser = new SseParser(100);
        Assert.Throws<InvalidDataException>(() => parser.Feed(new byte[101], new ArrayBufferWriter<byte>()));
    }
}
