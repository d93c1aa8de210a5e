namespace RealtimeHub.Documents.Tests.Updates;

[Collection(YjsTests.Name)]
public sealed class UpdateSummaryTests(YjsOracle yjs)
{
    [Fact]
    public void Inspect_HandWrittenUpdate_GivesRangesAndDeletes()
    {
        // "ab", a gap of 3, a GC of 2; client 9 deletes 1 of client 7.
        var update = Bytes.Of(1, 3, 7, 0, new byte[] { 4, 1 }, "t", "ab", new byte[] { 10, 3, 0, 2 }, 1, 9, 1, 4, 1);
        var summary = YUpdate.Inspect(update, UpdateLimits.Untrusted);

        Assert.Equal([new ClientRange(7, 0, 2), new ClientRange(7, 5, 2)], summary.Ranges);
        Assert.Equal([7L], summary.Clients);
        Assert.Equal(3, summary.Structs);
        Assert.True(summary.Deletes.Contains(9, 4));
        Assert.False(summary.HasCausesIn(new StateVector()));
    }

    [Fact]
    public void AddsTo_UpdatesOfYjs_OnlyBeforeTheyAreApplied()
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var activity = yjs.Activity(seed);
            var all = YUpdate.Inspect(activity.Update, UpdateLimits.Untrusted);
            var state = StateVector.Decode(activity.State);
            foreach (var update in activity.Updates)
            {
                var summary = YUpdate.Inspect(update, UpdateLimits.Untrusted);
                Assert.False(summary.AddsTo(state, all.Deletes));
                Assert.True(summary.AddsTo(new StateVector(), new DeleteSet()));
                Assert.True(summary.HasCausesIn(state));
            }

            Assert.Contains(activity.Updates, update => YUpdate.Inspect(update, UpdateLimits.Untrusted).AddsTo(state, new DeleteSet()));
        }
    }

    [Fact]
    public void HasCausesIn_PrefixOfUpdates_OnlyForThoseThatYjsWouldApply()
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var activity = yjs.Activity(seed);
            Assert.True(YUpdate.Inspect(activity.Update, UpdateLimits.Untrusted).HasCausesIn(new StateVector()));
            var pending = 0;
            for (var i = 0; i < activity.Updates.Length; i++)
            {
                var earlier = activity.Updates[..(i / 2)];
                var before = yjs.Call("load", (object)earlier);
                var has = YUpdate.Inspect(activity.Updates[i], UpdateLimits.Untrusted).HasCausesIn(StateVector.Decode(before.GetProperty("state").GetBytesFromBase64()));
                Assert.Equal(yjs.Call("isPending", before.GetProperty("applied").GetBytesFromBase64(), activity.Updates[i]).GetBoolean(), !has);
                pending += has ? 0 : 1;
            }

            Assert.True(pending > 0);
        }
    }
}
