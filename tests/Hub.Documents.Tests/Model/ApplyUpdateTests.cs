namespace RealtimeHub.Documents.Tests.Model;

/// <summary>A document that gets what yjs made is the document that yjs has: in contents, state, deletions and bytes.</summary>
[Collection(YjsTests.Name)]
public sealed class ApplyUpdateTests(YjsOracle yjs)
{
    private const int Seeds = 40;

    [Fact]
    public void ApplyUpdate_OneUpdateOfYjs_EncodesTheSame()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var activity = yjs.Activity(seed, gc: seed % 4 != 0);
            var document = new YDoc(collectGarbage: seed % 4 != 0);
            document.ApplyUpdate(activity.Update, null, UpdateLimits.Untrusted);
            Assert.False(document.HasPending);
            Assert.Equal(activity.State, document.GetStateVector().Encode());
            Assert.Equal(activity.Update, document.EncodeStateAsUpdate());
        }
    }

    [Fact]
    public void ApplyUpdate_UpdatesInAnyOrder_EqualsYjs()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var random = new Random(seed);
            var activity = yjs.Activity(seed);
            var updates = Bytes.Shuffled(activity.Updates.Concat(activity.Updates.Where(_ => random.Next(3) == 0)), random);
            for (var count = 0; count <= updates.Length; count += Math.Max(1, updates.Length / 4))
            {
                var some = updates[..count];
                var document = Open(some);
                var theirs = yjs.Call("load", (object)some);
                Assert.Equal(theirs.GetProperty("state").GetBytesFromBase64(), document.GetStateVector().Encode());
                Assert.Equal(theirs.GetProperty("update").GetBytesFromBase64(), document.EncodeStateAsUpdate());
            }
        }
    }

    [Fact]
    public void ApplyUpdate_TypedRoots_HaveTheContentsOfYjs()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var activity = yjs.Activity(seed);
            yjs.Call("open", "typed", 1);
            var made = yjs.Call("apply", "typed", Bytes.Shuffled(activity.Updates, new Random(seed)));
            var theirs = yjs.Call("snapshot", "typed");
            var update = theirs.GetProperty("update").GetBytesFromBase64();

            var before = new YDoc();
            before.ApplyUpdate(update);
            Assert.Equal(PlainContents.Normalized(theirs.GetProperty("contents")), PlainContents.Of(before));

            var after = new YDoc();
            PlainContents.Of(after);
            after.ApplyUpdate(update);
            Assert.Equal(PlainContents.Normalized(theirs.GetProperty("contents")), PlainContents.Of(after));
            Assert.Equal(update, after.EncodeStateAsUpdate());
            Assert.NotEqual(default, made);
        }
    }

    [Fact]
    public void EncodeStateAsUpdate_AgainstState_EqualsYjs()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var activity = yjs.Activity(seed);
            yjs.Call("open", "diff", 1);
            yjs.Call("apply", "diff", new[] { activity.Update });
            var document = Open([activity.Update]);
            foreach (var state in new[] { activity.Partial, [0], activity.State, YUpdate.StateVectorOf(activity.Updates[0]).Encode() })
                Assert.Equal(yjs.Bytes("diffOf", "diff", state), document.EncodeStateAsUpdate(StateVector.Decode(state)));
        }
    }

    private static YDoc Open(IEnumerable<byte[]> updates)
    {
        var document = new YDoc();
        foreach (var update in updates)
            document.ApplyUpdate(update, null, UpdateLimits.Untrusted);
        return document;
    }
}
