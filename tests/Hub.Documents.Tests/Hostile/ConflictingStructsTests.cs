namespace RealtimeHub.Documents.Tests.Hostile;

/// <summary>
/// Two updates name different structs with the same client and clocks, which no client of Yjs makes. A document then has the same structs as one that is
/// loaded from its encoding: what waits for others doesn't wait longer than in the copy. (In Yjs it does.)
/// </summary>
[Collection(YjsTests.Name)]
public sealed class ConflictingStructsTests(YjsOracle yjs)
{
    private static readonly byte[] Start = Bytes.Of(1, 1, 7, 0, new byte[] { 4, 1 }, "text", "a", 0);

    [Fact]
    public void ApplyUpdate_PendingStructComesOtherwise_TakesWhatFollowsIt()
    {
        byte[] waits = Bytes.Of(1, 2, 7, 1, new byte[] { 0x84 }, 9, 0, "b", new byte[] { 0x84 }, 7, 1, "c", 0);
        byte[] other = Bytes.Of(1, 1, 7, 1, new byte[] { 0x84 }, 7, 0, "x", 0);
        Assert.Equal("axc", TextOf(Start, waits, other));

        // Yjs leaves "c" out, and takes it when its own encoding is loaded.
        var loaded = yjs.Call("load", (object)new[] { Start, waits, other }.Select(Convert.ToBase64String));
        var state = StateVector.Decode(loaded.GetProperty("state").GetBytesFromBase64());
        Assert.Equal(2, state[7]);
        var copy = yjs.Call("load", (object)new[] { loaded.GetProperty("update").GetString() });
        Assert.Equal(3, StateVector.Decode(copy.GetProperty("state").GetBytesFromBase64())[7]);
    }

    [Fact]
    public void ApplyUpdate_StartOfPendingStructComesOtherwise_TakesItsRest()
    {
        byte[] waits = Bytes.Of(1, 1, 7, 1, new byte[] { 0x84 }, 9, 0, "bcd", 0);
        byte[] other = Bytes.Of(1, 1, 7, 1, new byte[] { 0x84 }, 7, 0, "x", 0);
        Assert.Equal("axcd", TextOf(Start, waits, other));
    }

    [Fact]
    public void ApplyUpdate_StartOfStructWithUnknownParentComesOtherwise_TakesItsRest()
    {
        byte[] waits = Bytes.Of(1, 1, 7, 1, new byte[] { 4, 0 }, 9, 0, "bcd", 0);
        byte[] other = Bytes.Of(1, 1, 7, 1, new byte[] { 0x84 }, 7, 0, "x", 0);
        Assert.Equal("axcd", TextOf(Start, waits, other));
    }

    [Fact]
    public void ApplyUpdate_RestOfPendingStructWaitsItself_IsPending()
    {
        byte[] waits = Bytes.Of(1, 1, 7, 1, new byte[] { 0xc4 }, 9, 0, 8, 0, "bcd", 0);
        byte[] other = Bytes.Of(1, 1, 7, 1, new byte[] { 0x84 }, 7, 0, "x", 0);
        Assert.Equal("ax", TextOf(Start, waits, other));

        byte[] right = Bytes.Of(1, 1, 8, 0, new byte[] { 0x84 }, 7, 0, "r", 0);
        Assert.Equal("axcdr", TextOf(Start, waits, other, right));
    }

    [Fact]
    public void ApplyUpdate_StructWaitsForPendingOneThatComesCollected_TakesIt()
    {
        // 9 waits for 8, and 8 for 6; then 8 comes without its content, which depends on nothing.
        byte[] waits = Bytes.Of(2, 1, 9, 0, new byte[] { 0x84 }, 8, 0, "y", 1, 8, 0, new byte[] { 0x84 }, 6, 0, "x", 0);
        byte[] collected = Bytes.Of(1, 1, 8, 0, new byte[] { 0, 1 }, 0);
        var document = Load(Start, waits, collected);
        Assert.Equal(1, document.GetStateVector()[9]);
        Assert.False(document.HasPending);
    }

    [Fact]
    public void ApplyUpdate_StructWaitsForOneOfAClientWithAGap_TakesItWhenThatComes()
    {
        // 9 waits for 8/0; the update has 8/5, which waits for 8/4.
        byte[] waits = Bytes.Of(2, 1, 9, 0, new byte[] { 0x84 }, 8, 0, "y", 1, 8, 5, new byte[] { 0x84 }, 8, 4, "z", 0);
        byte[] first = Bytes.Of(1, 1, 8, 0, new byte[] { 0x84 }, 7, 0, "x", 0);
        Assert.Equal("axy", TextOf(Start, waits, first));
    }

    [Fact]
    public void ApplyUpdate_CircleOfDependencies_KeepsAllOfIt()
    {
        // 9/0 waits for 8/0, 8/0 for 9/1.
        byte[] circle = Bytes.Of(2, 2, 9, 0, new byte[] { 0x84 }, 8, 0, "x", new byte[] { 4, 1 }, "text", "y", 1, 8, 0, new byte[] { 0x84 }, 9, 1, "z", 0);
        var document = Load(Start, circle);
        Assert.True(document.HasPending);
        var kept = YUpdate.Inspect(document.EncodeStateAsUpdate(new StateVector { [7] = 1 }), UpdateLimits.Untrusted);
        Assert.Equal([(8, new ClockRange(0, 1)), (9, new ClockRange(0, 2))], kept.Ranges.OrderBy(range => range.Client).Select(range => (range.Client, new ClockRange(range.Clock, range.Length))));
    }

    private static string TextOf(params byte[][] updates) => Load(updates).GetText("text").ToString();

    private static YDoc Load(params byte[][] updates)
    {
        var document = new YDoc(1);
        foreach (var update in updates)
            document.ApplyUpdate(update, null, UpdateLimits.Untrusted);
        var copy = new YDoc(2);
        copy.ApplyUpdate(document.EncodeStateAsUpdate());
        Assert.Equal(document.GetStateVector(), copy.GetStateVector());
        Assert.Equal(document.HasPending, copy.HasPending);
        Assert.Equal(document.GetText("text").ToString(), copy.GetText("text").ToString());
        return document;
    }
}
