using RealtimeHub.Documents.Codec;

namespace RealtimeHub.Documents.Tests.Values;

[Collection(YjsTests.Name)]
public sealed class JsonTextTests(YjsOracle yjs)
{
    [Fact]
    public void Stringify_Numbers_EqualsJavaScript()
    {
        var random = new Random(1);
        double[] numbers =
        [
            0, -0.0, 1, -1, 0.1, 1e20, 1e21, 1.5e21, 123456789012345680, 1e15, 1e16, 999999999999999900, 1e-6, 1e-7, 1.25e-7, 5e-324, 1.7976931348623157e308, 0.00001234, 100, 120.5,
            .. Enumerable.Range(0, 2_000).Select(_ => Math.ScaleB(random.NextDouble(), random.Next(-80, 80))),
            .. Enumerable.Range(0, 500).Select(_ => (double)random.Next()),
        ];
        var theirs = yjs.Call("stringify", (object)numbers).EnumerateArray().Select(text => text.GetString());
        Assert.Equal(theirs, numbers.Select(number => JsonText.Stringify(number)));
    }

    [Theory]
    [InlineData("""{"b":1,"a":[],"10":2,"9":3,"01":4}""")]
    [InlineData("""["\ud800","\udc00\ud800","\u0000\u001f\u007f\u2028","😀\"\\/\b\f\n\r\t"]""")]
    [InlineData("""[null,true,false,{},[[]],{"a":{"b":{"c":1.5}}}]""")]
    public void Stringify_ParsedText_EqualsJavaScript(string json)
    {
        var theirs = yjs.Call("parseAndStringify", json).GetString();
        Assert.Equal(theirs, JsonText.Stringify(JsonText.Parse(json)));
    }

    [Fact]
    public void Any_ValuesWrittenAndRead_AreEqual()
    {
        object?[] values = [null, Undefined.Value, true, 1.5, -0.0, 0.1, 2147483647.0, 2147483648.0, -2147483648.0, "text", new byte[] { 1 }, new object?[] { 1.0, "x" }];
        foreach (var value in values)
        {
            using var writer = new ByteWriter();
            AnyCodec.Write(writer, value);
            var reader = new ByteReader(writer.Written);
            Assert.Equal(value, AnyCodec.Read(ref reader));
            Assert.Equal(0, reader.Remaining);
        }
    }

    [Fact]
    public void Write_ValueThatNoDocumentHolds_Throws()
    {
        using var writer = new ByteWriter();
        Assert.Throws<ArgumentException>(() => AnyCodec.Write(writer, DateTimeOffset.UnixEpoch));
        object?[] nested = [];
        for (var i = 0; i < 70; i++)
            nested = [nested];
        Assert.Throws<ArgumentException>(() => AnyCodec.Write(writer, nested));
    }
}
