using System.Text.Json;

namespace RealtimeHub.Documents.Tests.Awareness;

[Collection(YjsTests.Name)]
public sealed class AwarenessUpdateTests(YjsOracle yjs)
{
    private static readonly AwarenessEntry[] Entries =
    [
        new(1, 5, """{"user":{"name":"Ünï 😀"},"cursor":[1,2.5,null]}"""),
        new(4294967295, 0, "{}"),
        new(9007199254740991, 1099511627776, null),
    ];

    [Fact]
    public void Encode_Entries_EqualsYjs()
    {
        var theirs = yjs.Bytes("encodeAwareness", (object)Entries.Select(entry => new { client = entry.Client, clock = entry.Clock, state = State(entry) }));
        Assert.Equal(theirs, AwarenessUpdate.Encode(Entries));
        Assert.Equal(Entries, AwarenessUpdate.Decode(theirs));
    }

    [Fact]
    public void Supersedes_RandomMessages_KeepsWhatYjsKeeps()
    {
        var random = new Random(7);
        var messages = Enumerable.Range(0, 200).Select(_ => AwarenessUpdate.Encode(
            [new(random.Next(5), random.Next(1, 12), random.Next(3) == 0 ? null : $"{{\"n\":{random.Next(9)}}}")])).ToArray();
        var known = new Dictionary<long, AwarenessEntry>();
        foreach (var entry in messages.SelectMany(message => AwarenessUpdate.Decode(message)))
        {
            if (entry.Supersedes(known.GetValueOrDefault(entry.Client)))
                known[entry.Client] = entry;
        }

        var theirs = yjs.Call("applyAwareness", (object)messages).EnumerateArray()
            .Select(entry => (entry.GetProperty("client").GetInt64(), entry.GetProperty("clock").GetInt64(), entry.GetProperty("state").GetRawText()));
        Assert.Equal(theirs.Order(), known.Values.Select(entry => (entry.Client, entry.Clock, entry.State ?? "null")).Order());
    }

    [Fact]
    public void Decode_MalformedOrTooLarge_Throws()
    {
        AssertRefused(UpdateFault.Malformed, []);
        AssertRefused(UpdateFault.Malformed, Bytes.Of(1, 1, 1));
        AssertRefused(UpdateFault.Malformed, Bytes.Of(1, 1, 1, "{"));
        AssertRefused(UpdateFault.Malformed, Bytes.Of(1, 1, 1, "{}", 0));
        AssertRefused(UpdateFault.Malformed, Bytes.Of(1, 1, 1, new byte[] { 3, (byte)'"', 0xff, (byte)'"' }));
        AssertRefused(UpdateFault.Malformed, Bytes.Of(1L << 40));
        AssertRefused(UpdateFault.Malformed, Bytes.Of(1, 1, 1, new string('[', 65) + new string(']', 65)));
        AssertRefused(UpdateFault.LimitExceeded, Bytes.Of(1, 1, 1, '"' + new string('a', 20_000) + '"'));
        AssertRefused(UpdateFault.LimitExceeded, new byte[70_000]);
        AssertRefused(UpdateFault.LimitExceeded, AwarenessUpdate.Encode([.. Enumerable.Range(0, 1_001).Select(i => new AwarenessEntry(i, 1, null))]));
    }

    private static JsonElement? State(AwarenessEntry entry) => entry.State is null ? null : JsonSerializer.Deserialize<JsonElement>(entry.State);

    private static void AssertRefused(UpdateFault fault, byte[] message) =>
        Assert.Equal(fault, Assert.Throws<InvalidUpdateException>(() => AwarenessUpdate.Decode(message)).Fault);
}
