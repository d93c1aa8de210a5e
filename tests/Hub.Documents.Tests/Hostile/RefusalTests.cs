namespace RealtimeHub.Documents.Tests.Hostile;

/// <summary>Each kind of hostile update is refused by name, and before memory is allocated for it.</summary>
[Trait("Safety", "L22")]
public sealed class RefusalTests
{
    private const string Name = "t";

    public static TheoryData<string, byte[]> Malformed() => new()
    {
        { "nothing", [] },
        { "no delete set", [0] },
        { "bytes behind the end", [0, 0, 0] },
        { "clients that don't come", Bytes.Of(1_000_000_000) },
        { "structs that don't come", Bytes.Of(1, 1_000_000_000, 7, 0) },
        { "deleted clients that don't come", Bytes.Of(0, 1_000_000_000) },
        { "deleted ranges that don't come", Bytes.Of(0, 1, 7, 1_000_000_000) },
        { "a number above 53 bits", [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f] },
        { "unknown content", Bytes.Of(1, 1, 7, 0, new byte[] { 11, 1 }, Name, 1, 0) },
        { "flags on GC", Bytes.Of(1, 1, 7, 0, new byte[] { 0x80 }, 7, 0, 1, 0) },
        { "flags on skip", Bytes.Of(1, 1, 7, 0, new byte[] { 0x8a }, 1, 0) },
        { "an empty GC", Bytes.Of(1, 1, 7, 0, new byte[] { 0, 0 }, 0) },
        { "an empty string", Bytes.Of(1, 1, 7, 0, new byte[] { 4, 1 }, Name, "", 0) },
        { "no values", Bytes.Of(1, 1, 7, 0, new byte[] { 8, 1 }, Name, 0, 0) },
        { "values that don't come", Bytes.Of(1, 1, 7, 0, new byte[] { 8, 1 }, Name, 1_000_000_000, 0) },
        { "an unknown value", Bytes.Of(1, 1, 7, 0, new byte[] { 8, 1 }, Name, 1, new byte[] { 115 }, 0) },
        { "no UTF-8", Bytes.Of(1, 1, 7, 0, new byte[] { 4, 1 }, Name, new byte[] { 1, 0xff }, 0) },
        { "half a surrogate pair in UTF-8", Bytes.Of(1, 1, 7, 0, new byte[] { 4, 1 }, Name, new byte[] { 3, 0xed, 0xa0, 0x80 }, 0) },
        { "no JSON", Bytes.Of(1, 1, 7, 0, new byte[] { 5, 1 }, Name, "{", 0) },
        { "no JSON in a format", Bytes.Of(1, 1, 7, 0, new byte[] { 6, 1 }, Name, "bold", "undefined", 0) },
        { "an unknown type", Bytes.Of(1, 1, 7, 0, new byte[] { 7, 1 }, Name, 7, 0) },
        { "an unknown kind of parent", Bytes.Of(1, 1, 7, 0, new byte[] { 4, 2 }, Name, "a", 0) },
        { "an origin that is the struct itself", Bytes.Of(1, 1, 7, 3, new byte[] { 0x84 }, 7, 3, "a", 0) },
        { "a right origin after the struct", Bytes.Of(1, 1, 7, 3, new byte[] { 0x44 }, 7, 9, "a", 0) },
        { "a parent that is the struct itself", Bytes.Of(1, 1, 7, 3, new byte[] { 4, 0 }, 7, 3, "a", 0) },
        { "clients in ascending order", Bytes.Of(2, 1, 7, 0, new byte[] { 0, 1 }, 1, 8, 0, new byte[] { 0, 1 }, 0) },
        { "two lists of a client", Bytes.Of(2, 1, 7, 0, new byte[] { 0, 1 }, 1, 7, 0, new byte[] { 0, 1 }, 0) },
    };

    public static TheoryData<string, byte[]> Limits() => new()
    {
        { "too many bytes", new byte[(1024 * 1024) + 1] },
        { "a clock above 31 bits", Bytes.Of(1, 1, 7, 1L << 31, new byte[] { 0, 1 }, 0) },
        { "a length above 31 bits", Bytes.Of(1, 1, 7, 0, new byte[] { 0 }, 1L << 40, 0) },
        { "an end above 31 bits", Bytes.Of(1, 1, 7, int.MaxValue, new byte[] { 0 }, 1, 0) },
        { "a deleted range above 31 bits", Bytes.Of(0, 1, 7, 1, int.MaxValue, int.MaxValue) },
        { "deep nesting", Bytes.Of(1, 1, 7, 0, new byte[] { 8, 1 }, Name, 1, Nested(100_000), 0) },
        { "many clients", Bytes.Of([100_001, .. Enumerable.Range(0, 100_001).SelectMany(i => new object[] { 1, 100_001 - i, 0, new byte[] { 0, 1 } }), 0]) },
        { "many values", Bytes.Of(1, 1, 7, 0, new byte[] { 8, 1 }, Name, 1_000_001, Enumerable.Repeat((byte)126, 1_000_001).ToArray(), 0) },
    };

    [Theory]
    [MemberData(nameof(Malformed), DisableDiscoveryEnumeration = true)]
    public void Inspect_MalformedUpdate_Throws(string what, byte[] update) => AssertRefused(UpdateFault.Malformed, what, update);

    [Theory]
    [MemberData(nameof(Limits), DisableDiscoveryEnumeration = true)]
    public void Inspect_UpdateBeyondLimits_Throws(string what, byte[] update) => AssertRefused(UpdateFault.LimitExceeded, what, update);

    [Fact]
    public void Inspect_FewerStructsAllowed_Throws()
    {
        var update = Bytes.Of(1, 3, 7, 0, new byte[] { 0, 1, 0, 1, 0, 1 }, 0);
        Assert.Equal(3, YUpdate.Inspect(update, UpdateLimits.Untrusted with { MaxStructs = 3 }).Structs);
        Assert.Equal(UpdateFault.LimitExceeded, Assert.Throws<InvalidUpdateException>(() => YUpdate.Inspect(update, UpdateLimits.Untrusted with { MaxStructs = 2 })).Fault);
    }

    [Fact]
    public void ConvertFromV2_StructsThatRepeatWithoutBytes_AreLimited()
    {
        // One GC of one clock, and 2^40 of them: a column repeats its last value for ever.
        byte[] update = [0, 0, 1, 7, 0, 0, 1, 0, 1, 0, 0, 0, 8, 0x41, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, .. Bytes.Of(1L << 40, 0), 0];
        Assert.Equal(UpdateFault.LimitExceeded, Assert.Throws<InvalidUpdateException>(() => YUpdate.ConvertFromV2(update)).Fault);
        update = [.. update[..^8], .. Bytes.Of(1_000_000, 0), 0];
        Assert.Equal(UpdateFault.LimitExceeded, Assert.Throws<InvalidUpdateException>(() => YUpdate.ConvertFromV2(update)).Fault);
    }

    private static byte[] Nested(int depth) => [.. Enumerable.Repeat<byte[]>([117, 1], depth).SelectMany(pair => pair), 126];

    private static void AssertRefused(UpdateFault fault, string what, byte[] update)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refusal = Assert.Throws<InvalidUpdateException>(() => YUpdate.Inspect(update, UpdateLimits.Untrusted));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(fault == refusal.Fault, $"{what}: {refusal.Message}");
        Assert.True(allocated < (8L * update.Length) + (64 * 1024), $"{what}: {allocated} bytes were allocated");
    }
}
