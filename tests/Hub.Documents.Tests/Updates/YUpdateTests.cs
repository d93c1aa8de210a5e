namespace RealtimeHub.Documents.Tests.Updates;

/// <summary>Merge, diff and state vector are equal to those of npm's yjs, byte for byte.</summary>
[Collection(YjsTests.Name)]
public sealed class YUpdateTests(YjsOracle yjs)
{
    private const int Seeds = 25;

    [Fact]
    public void Merge_UpdatesOfYjsInAnyOrder_EqualsYjs()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var random = new Random(seed);
            var activity = yjs.Activity(seed);
            foreach (var updates in Deliveries(activity, random))
                Assert.Equal(yjs.Bytes("merge", (object)updates), YUpdate.Merge(Bytes.Memories(updates)));
        }
    }

    [Fact]
    public void Merge_WithoutGarbageCollection_EqualsYjs()
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var updates = Bytes.Shuffled(yjs.Activity(seed, gc: false).Updates, new Random(seed));
            Assert.Equal(yjs.Bytes("merge", (object)updates), YUpdate.Merge(Bytes.Memories(updates)));
        }
    }

    [Fact]
    public void Diff_AgainstStatesOfYjs_EqualsYjs()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var random = new Random(seed);
            var activity = yjs.Activity(seed);
            var merged = YUpdate.Merge(Bytes.Memories(activity.Updates));
            foreach (var update in new[] { activity.Update, merged, YUpdate.Merge(Bytes.Memories(activity.Updates.Where(_ => random.Next(3) > 0))) })
            {
                foreach (var state in States(activity, random))
                    Assert.Equal(yjs.Bytes("diff", update, state), YUpdate.Diff(update, StateVector.Decode(state)));
            }
        }
    }

    [Fact]
    public void StateVectorOf_UpdatesOfYjs_EqualsYjs()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var activity = yjs.Activity(seed);
            var some = YUpdate.Merge(Bytes.Memories(activity.Updates.Where((_, i) => i % 4 != 1)));
            foreach (var update in activity.Updates.Append(activity.Update).Append(some))
                Assert.Equal(yjs.Bytes("stateVectorOf", update), YUpdate.StateVectorOf(update).Encode());
        }
    }

    [Fact]
    public void ConvertFromV2_UpdatesOfYjs_EqualsYjs()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var activity = yjs.Activity(seed);
            Assert.Equal(activity.Updates.Length, activity.UpdatesV2.Length);
            foreach (var (v1, v2) in activity.Updates.Zip(activity.UpdatesV2))
                Assert.Equal(v1, YUpdate.ConvertFromV2(v2));
            var some = YUpdate.Merge(Bytes.Memories(activity.Updates.Where((_, i) => i % 4 != 1)));
            Assert.Equal(some, YUpdate.ConvertFromV2(yjs.Bytes("toV2", some)));
        }
    }

    [Fact]
    public void Merge_SplitWithinSurrogatePair_EqualsYjs()
    {
        byte[][] updates =
        [
            Bytes.Of(1, 1, 7, 0, new byte[] { 4, 1 }, "t", "ab", 0),
            Bytes.Of(1, 1, 7, 0, new byte[] { 4, 1 }, "t", "a😀b", 0),
        ];
        Assert.Equal(yjs.Bytes("merge", (object)updates), YUpdate.Merge(Bytes.Memories(updates)));
        var state = Bytes.Of(1, 7, 2);
        Assert.Equal(yjs.Bytes("diff", updates[1], state), YUpdate.Diff(updates[1], StateVector.Decode(state)));
    }

    [Fact]
    public void Merge_NoUpdates_GivesEmptyUpdate() => Assert.Equal(YUpdate.Empty.ToArray(), YUpdate.Merge([]));

    [Fact]
    public void Merge_MalformedUpdate_Throws()
    {
        Assert.Throws<InvalidUpdateException>(() => YUpdate.Merge([new byte[] { 0 }]));
        Assert.Throws<InvalidUpdateException>(() => YUpdate.Merge([new byte[] { 0, 0 }, new byte[] { 1, 1, 1, 0, 4 }]));
    }

    private static IEnumerable<byte[][]> Deliveries(Activity activity, Random random)
    {
        yield return activity.Updates;
        yield return Bytes.Shuffled(activity.Updates, random);
        yield return Bytes.Shuffled(activity.Updates.Concat(activity.Updates).Where(_ => random.Next(3) > 0), random);
        yield return [activity.Update, .. Bytes.Shuffled(activity.Updates, random).Take(5)];
        var halves = activity.Updates.Chunk(7).Select(chunk => YUpdate.Merge(Bytes.Memories(chunk))).ToArray();
        yield return Bytes.Shuffled(halves.Append(activity.Update), random);
    }

    private static IEnumerable<byte[]> States(Activity activity, Random random)
    {
        yield return [0];
        yield return activity.State;
        yield return activity.Partial;
        var all = StateVector.Decode(activity.State);
        for (var i = 0; i < 3; i++)
        {
            object[] clocks = [.. all.Clients.SelectMany(client => new object[] { client, random.Next(all[client] + 1) })];
            yield return Bytes.Of([clocks.Length / 2, .. clocks]);
        }
    }
}
