using System.Text.Json;
using MessagePack;
using RealtimeHub.Shared.MessagePack;

namespace RealtimeHub.Shared.Tests.MessagePack;

/// <summary>Golden cases: the bytes come from the specification and from npm's @msgpack/msgpack.</summary>
public sealed class VectorTests
{
    public static TheoryData<string> Values => Names("values.json");

    public static TheoryData<string> Refused => Names("refused.json");

    public static TheoryData<string> Timestamps => Names("timestamps.json");

    public static TheoryData<int> Contracts => [.. Enumerable.Range(0, VectorFile.Cases("messagepack/contracts.json").Count)];

    [Theory]
    [MemberData(nameof(Values))]
    public void Value_OfVector_ReadsAsItsJson(string name)
    {
        var vector = Find("values.json", name);
        Codec.AssertSame(vector.Text("json"), Codec.Rewrite(vector.Hex()), name);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void Json_OfVector_IsWrittenInItsShortestForm(string name)
    {
        var vector = Find("values.json", name);
        var packed = Codec.Pack(vector.Text("json"));
        if (vector.GetProperty("shortest").GetBoolean())
            Assert.Equal(vector.Text("hex"), Convert.ToHexStringLower(packed));
        else
            Assert.True(packed.Length <= vector.Hex().Length || Codec.Rewrite(packed) == Codec.Rewrite(vector.Hex()));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void Skip_Value_PassesExactlyOverIt(string name)
    {
        var bytes = Find("values.json", name).Hex();
        var reader = new MessagePackReader((byte[])[.. bytes, 0xc1]);
        SoundValue.Pass(ref reader);
        Assert.Equal(bytes.Length, reader.Consumed);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void ToJson_RefusedValue_Throws(string name)
    {
        var vector = Find("refused.json", name);
        if (vector.Hex().Length > 0)
            Assert.ThrowsAny<JsonException>(() => new Payload(PayloadEncoding.MessagePack, vector.Hex()).ToJson());
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Skip_RefusedValue_ThrowsUnlessItIsSound(string name)
    {
        var vector = Find("refused.json", name);
        var error = Record.Exception(() =>
        {
            var reader = new MessagePackReader(vector.Hex());
            SoundValue.Pass(ref reader);
        });
        if (vector.Text("reason") == "data")
            Assert.Null(error);
        else
            Assert.IsType<InvalidDataException>(error);
    }

    [Theory]
    [MemberData(nameof(Timestamps))]
    public void Time_GivenAsTimestamp_IsUnixMilliseconds(string name)
    {
        var vector = Find("timestamps.json", name);

        // {"expiresTime": timestamp}, by way of JSON, and {"time": timestamp}, by hand.
        byte[] byJson = [0x81, 0xab, .. "expiresTime"u8, .. vector.Hex()];
        byte[] byHand = [0x84, 0xa7, .. "channel"u8, 0xa3, .. "a:b"u8, 0xa4, .. "type"u8, 0xa0, 0xa4, .. "data"u8, 0xc0, 0xa4, .. "time"u8, .. vector.Hex()];
        var time = vector.GetProperty("time").GetInt64();
        Assert.Equal(time, Codec.Read<TokenExpiring>(byJson).ExpiresTime);
        Assert.Equal(time, Codec.Read<Signal>(byHand).Time);
    }

    [Fact]
    public void Offset_GivenAsTimestamp_IsRefused()
    {
        byte[] byJson = [0x82, 0xa7, .. "channel"u8, 0xa3, .. "a:b"u8, 0xa6, .. "offset"u8, .. Convert.FromHexString("d6ff6553f100")];
        Assert.Equal("$.offset", Assert.ThrowsAny<JsonException>(() => Codec.Read<MarkReadRequest>(byJson)).Path);
        byte[] byHand = [0x85, 0xa7, .. "channel"u8, 0xa3, .. "a:b"u8, 0xa4, .. "type"u8, 0xa0, 0xa4, .. "data"u8, 0xc0, 0xa4, .. "time"u8, 0x01, 0xa6, .. "offset"u8, .. Convert.FromHexString("d6ff6553f100")];
        Assert.Equal("$.offset", Assert.ThrowsAny<JsonException>(() => Codec.Read<Publication>(byHand)).Path);
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Contract_OfVector_IsTheSameFromBothProtocols(int index)
    {
        var vector = VectorFile.Cases("messagepack/contracts.json")[index];
        var type = Samples.Contracts.Single(contract => contract.Name == vector.Text("type"));
        var json = vector.GetProperty("json").GetRawText();
        var fromJson = JsonSerializer.Deserialize(json, HubJson.Default.GetTypeInfo(type)!);
        var fromBytes = Codec.Read(vector.Hex(), type);
        Codec.AssertSame(Codec.ToJson(fromJson, type), Codec.ToJson(fromBytes, type), type.Name);
        Assert.Equal(vector.Text("hex"), Convert.ToHexStringLower(Codec.Write(fromBytes)));
    }

    private static TheoryData<string> Names(string file) =>
        [.. VectorFile.Cases("messagepack/" + file).Select(vector => vector.Text("name"))];

    private static JsonElement Find(string file, string name) =>
        VectorFile.Cases("messagepack/" + file).Single(vector => vector.Text("name") == name);
}
