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
            var extended = json.Length > 2
                ? $"{{\"aliens\":{samples.MakeJson()},{json[1..^1]},\"Channel\":1,\"\":{{\"deep\":[[[null]]]}}}}"
                : "{\"aliens\":[1,{}]}";
            Codec.AssertSame(json, Codec.ToJson(Codec.Read(Codec.Pack(extended), type), type), $"seed {seed}");
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
}
