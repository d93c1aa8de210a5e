using RealtimeHub.Server.Engines;

namespace RealtimeHub.Engines.Tests.Conformance;

public abstract partial class EngineConformance
{
    [Fact]
    [Trait("Safety", "B17")]
    public async Task Append_WithAUsedIdempotencyKey_GivesTheFirstPositionAndPublishesNothing()
    {
        await Listen();
        var first = await Append(Once("k", "a"));
        await Append(Text("b"));

        var second = await Append(Once("k", "other text"));

        Assert.Equal(AppendOutcome.Appended, second.Outcome);
        Assert.Equal([new Appended(first.Head, Duplicate: true)], second.Drafts);
        Assert.Equal(2, second.Head.Offset);
        Assert.Equal(["a", "b"], Texts((await ReadLog(after: 0)).Publications));
        await Listener.Of(Room).Until(publications: 2);
        Assert.Equal([1, 2], Listener.Of(Room).Offsets);
    }

    [Fact]
    public async Task Append_OfABatchWithUsedAndNewKeys_PublishesOnlyTheNew()
    {
        await Append(Once("k1", "a"), Once("k2", "b"));

        var result = await Append(Once("k2", "x"), Once("k3", "c"), Once("k3", "y"), Text("d"), Once("k1", "z"));

        Assert.Equal([(2L, true), (3L, false), (3L, true), (4L, false), (1L, true)],
            result.Drafts.Select(draft => (draft.Position.Offset, draft.Duplicate)));
        Assert.Equal(["a", "b", "c", "d"], Texts((await ReadLog(after: 0)).Publications));
    }

    [Fact]
    public async Task Append_WithAUsedKeyInAnotherScopeOrChannel_IsAnotherPublication()
    {
        await Append(Once("k", "a"));

        var otherScope = await Append(Once("k", "b") with { IdempotencyScope = "u2" });
        var otherChannel = await Append(Other, Keep, Once("k", "c"));

        Assert.False(otherScope.Drafts[0].Duplicate);
        Assert.False(otherChannel.Drafts[0].Duplicate);
    }

    [Fact]
    public async Task Append_WithAUsedKeyAndAWrongExpectation_AnswersTheFirstPosition()
    {
        var first = await AppendExpecting(0, Once("k", "a") with { Key = "key", ExpectedKeyOffset = 0 });

        var again = await AppendExpecting(0, Once("k", "a") with { Key = "key", ExpectedKeyOffset = 0 });

        Assert.Equal(AppendOutcome.Appended, again.Outcome);
        Assert.Equal([new Appended(first.Head, Duplicate: true)], again.Drafts);
    }

    [Fact]
    public async Task Append_OfARepeatBesideANewDraftWithAWrongExpectation_IsAConflict()
    {
        await Append(Once("k", "a"));

        var result = await AppendExpecting(0, Once("k", "a"), Text("b"));

        Assert.Equal(AppendOutcome.Conflict, result.Outcome);
        Assert.Equal(1, (await ReadLog(after: 0)).Head);
    }

    [Fact]
    public async Task Append_ThatConflicted_LeavesItsIdempotencyKeyUnused()
    {
        await Append(Text("a"));
        Assert.Equal(AppendOutcome.Conflict, (await AppendExpecting(0, Once("k", "b"))).Outcome);

        var result = await AppendExpecting(1, Once("k", "b"));

        Assert.Equal([false], result.Drafts.Select(draft => draft.Duplicate));
    }

    [Fact]
    public async Task Append_WithAKeyAfterTheWindow_IsANewPublication()
    {
        await Append(Once("k", "a"));
        // Five minutes are the promise, whatever the constant says.
        await harness.AdvanceAsync(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        Assert.True((await Append(Once("k", "a"))).Drafts[0].Duplicate);

        await harness.AdvanceAsync(TimeSpan.FromMilliseconds(1));

        Assert.False((await Append(Once("k", "a"))).Drafts[0].Duplicate);
        Assert.Equal(2, (await ReadLog(after: 0)).Head);
    }

    [Fact]
    public async Task Append_WithAUsedKeyOfAPublicationThatIsNoLongerKept_StillAnswersItsPosition()
    {
        var retention = Keep with { HistoryCount = 1 };
        await Append(retention, Once("k", "a"));
        await Append(retention, Text("b"));

        var result = await Append(retention, Once("k", "a"));

        Assert.Equal([(1L, true)], result.Drafts.Select(draft => (draft.Position.Offset, draft.Duplicate)));
    }

    [Fact]
    public async Task Append_OfOneKeyFromManyAtOnce_PublishesOnce()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() => Append(Once("k", $"{i}")))));

        Assert.Single(results, result => !result.Drafts[0].Duplicate);
        Assert.All(results, result => Assert.Equal(1, result.Drafts[0].Position.Offset));
        Assert.Equal(1, (await ReadLog(after: 0)).Head);
    }

    private static Draft Once(string idempotencyKey, string text) =>
        Text(text) with { IdempotencyKey = idempotencyKey, IdempotencyScope = "u1" };
}
