using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RealtimeHub.Shared.Tests.MessagePack;

namespace RealtimeHub.Shared.Tests.Payloads;

public sealed class PayloadConversionTests
{
    [Fact]
    public void ToMessagePack_AnyJson_ComesBackTheSame()
    {
        for (var seed = 0; seed < 20_000; seed++)
        {
            var json = new Samples(seed).MakeJson();
            Codec.AssertSame(json, Codec.Rewrite(Codec.Pack(json)), $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(" [ ] ", "90")]
    [InlineData("{\t\r\n}", "80")]
    [InlineData(" [ [ ] , { } , [ 1 , 2 ] ] ", "939080920102")]
    [InlineData("""{ "a,{[" : "]}\"," , "\\" : [ "\\\"" ] }""", "82a4612c7b5ba45d7d222ca15c91a25c22")]
    [InlineData("""["\u00e9\ud83d\ude00\/"]""", "91a7c3a9f09f98802f")]
    [InlineData("""{"a":1,"a":2}""", "82a16101a16102")]
    [InlineData("1.0", "cb3ff0000000000000")]
    [InlineData("1e2", "cb4059000000000000")]
    [InlineData("-0", "cb8000000000000000")]
    [InlineData("18446744073709551616", "cb43f0000000000000")]
    public void ToMessagePack_JsonHoweverWritten_GoesByItsTypes(string json, string hex) =>
        Assert.Equal(hex, Convert.ToHexStringLower(Codec.Pack(json)));

    [Fact]
    public void ToMessagePack_ManyContainers_AreCounted()
    {
        var json = "[" + string.Join(',', Enumerable.Repeat("[[],{\"a\":[1,2,3]}]", 5_000)) + "]";
        Codec.AssertSame(json, Codec.Rewrite(Codec.Pack(json)), "5,000 lists");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1")]
    [InlineData("]")]
    [InlineData("[1,]")]
    [InlineData("{\"a\"}")]
    [InlineData("\"abc")]
    [InlineData("\"abc\\")]
    [InlineData("[1}")]
    [InlineData("1 2")]
    [InlineData(",")]
    [InlineData("nul")]
    [InlineData("1e999")]
    public void ToMessagePack_NotJson_Throws(string json)
    {
        // No bytes at all are the default payload, which is null.
        if (json.Length == 0)
            Assert.Equal("c0", Convert.ToHexStringLower(Codec.Pack(json)));
        else
            Assert.ThrowsAny<JsonException>(() => Codec.Pack(json));
    }

    [Fact]
    public void ToMessagePack_NestedTooDeep_Throws()
    {
        Assert.Equal(64, Codec.Pack(new string('[', 64) + new string(']', 64)).Length);
        Assert.ThrowsAny<JsonException>(() => Codec.Pack(new string('[', 65) + new string(']', 65)));
        Assert.ThrowsAny<JsonException>(() => Codec.Pack(new string('[', 1_000_000)));
    }

    [Fact]
    public void ToJson_OrToMessagePack_OfItsOwnEncoding_IsTheSamePayload()
    {
        var json = Payload.FromJson("[1]");
        Assert.Equal(json, json.ToJson());
        Assert.Equal(json.ToMessagePack(), json.ToMessagePack().ToMessagePack());
    }

    [Fact]
    public void Read_OfMessagePack_GivesTheContract()
    {
        var type = (JsonTypeInfo<Position>)HubJson.Default.GetTypeInfo(typeof(Position))!;
        var position = new Position("e", 5);
        Assert.Equal(position, Payload.From(position, type).Read(type));
        Assert.Equal(position, Payload.From(position, type).ToMessagePack().Read(type));
    }

    [Theory]
    [InlineData("""{"channel":"a:b","type":"t","data":"\ud800"}""")]
    [InlineData("""{"channel":"a:b","type":"t","data":{"\udc00":1}}""")]
    [InlineData("""{"channel":"a:b","type":"t","data":[1e309]}""")]
    public void Json_ThatMessagePackCannotSay_IsRefusedOnArrival(string request)
    {
        var error = Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize(request, HubJson.Default.PublishRequest));
        Assert.Equal("$.data", error.Path);
    }

    [Fact]
    public void Json_WithBytesThatAreNotUtf8_IsRefusedOnArrival()
    {
        byte[] request = [.. """{"channel":"a:b","type":"t","data":" """u8, 0xff, .. "\"}"u8];
        Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize(request, HubJson.Default.PublishRequest));
    }

    [Fact]
    public void IsNull_OfEitherEncoding_IsTold()
    {
        Assert.True(default(Payload).IsNull);
        Assert.True(default(Payload).ToMessagePack().IsNull);
        Assert.False(Payload.FromJson("0").ToMessagePack().IsNull);
    }
}
