namespace RealtimeHub.Shared.Tests.MessagePack;

/// <summary>One contract gives one shape on both protocols, whichever codec does the work.</summary>
public sealed class ContractConformanceTests
{
    private const int Rounds = 200;

    public static TheoryData<Type> Contracts => [.. Samples.Contracts];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Contract_ThroughBothProtocols_IsTheSame(Type type)
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var value = new Samples(seed).Make(type);
            var json = Codec.ToJson(value, type);
            var packed = Codec.Write(value);

            // The map itself says what JSON says: names, order, what is left out.
            Codec.AssertSame(json, Codec.Rewrite(packed), $"written with seed {seed}");
            Codec.AssertSame(json, Codec.ToJson(Codec.Read(packed, type), type), $"read with seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Contract_WithUnknownFields_ReadsAsWithout(Type type)
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var samples = new Samples(seed);
            var value = samples.Make(type);
            var json = Codec.ToJson(value, type);
            var before = Codec.Pack($"{{\"aliens\":{samples.MakeJson()}}}");
            var behind = Codec.Pack("{\"Channel\":1,\"\":{\"deep\":[[[null]]]}}");
            Codec.AssertSame(json, Codec.ToJson(Codec.Read(Join(before, Codec.Write(value), behind), type), type), $"seed {seed}");
        }
    }

    [Fact]
    public void Payload_OfMessagePack_PassesContractsUntouched()
    {
        // 0xc4: bin. Base64 on the way would have made a string of it.
        var payload = new Payload(PayloadEncoding.MessagePack, new byte[] { 0x81, 0xa1, (byte)'b', 0xc4, 2, 0xff, 0x00 });
        var entry = new StateEntry("k", 1, "t", payload, 5);
        var page = new StatePage([entry, entry with { Data = Payload.FromJson("[1]") }], new Position("e", 9));
        var back = Codec.Read<StatePage>(Codec.Write(page));
        Assert.Equal(payload, back.Entries[0].Data);
        Assert.Equal(new Payload(PayloadEncoding.MessagePack, new byte[] { 0x91, 1 }), back.Entries[1].Data);
        Assert.Equal("""{"key":"k","offset":1,"type":"t","data":{"b":"/wA="},"time":5}""", Codec.ToJson(entry, typeof(StateEntry)));
    }

    // One map with the fields of all: bytes stay bin, which JSON could not say.
    private static byte[] Join(params byte[][] maps)
    {
        var (count, fields) = (0, new List<byte>());
        foreach (var map in maps)
        {
            var isShort = map[0] is >= 0x80 and <= 0x8F;
            Assert.True(isShort || map[0] == 0xDE);
            count += isShort ? map[0] & 0x0F : (map[1] << 8) | map[2];
            fields.AddRange(map[(isShort ? 1 : 3)..]);
        }

        return [0xDE, (byte)(count >> 8), (byte)count, .. fields];
    }
}
