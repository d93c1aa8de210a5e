using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Engines.Tests.Conformance;

public abstract partial class EngineConformance
{
    [Fact]
    public void Health_OfAnEngineThatWorks_IsReady()
    {
        Assert.True(Engine.Health.Ready);
    }

    [Fact]
    public async Task Restart_OfAnEngineThatSurvivesIt_KeepsEverythingElseTellsByTheEpoch()
    {
        await Append(Value("a", "1"), Value("b", "2"), Once("used", "3"), Removal("b"));
        var before = await ReadLog(after: 0);
        var state = await ReadChanges(after: 0);

        await harness.RestartAsync();
        var after = await ReadLog(after: 0);

        if (Engine.Traits.SurvivesRestart)
        {
            Assert.Equal(before.Position, after.Position);
            Assert.Equal(before.Publications, after.Publications);
            Assert.Equal(state.Entries, (await ReadChanges(after: 0)).Entries);
            Assert.Equal([(3L, true)], (await Append(Once("used", "3"))).Drafts.Select(draft => (draft.Position.Offset, draft.Duplicate)));
            Assert.Equal(before.Position.At(5), (await Append(Text("5"))).Head);
        }
        else
        {
            Assert.NotEqual(before.Epoch, after.Epoch);
            Assert.Equal(0, after.Head);
        }
    }

    [Fact]
    public async Task Restart_OfAChannelNeverPublishedTo_KeepsItsPositionOrTellsByTheEpoch()
    {
        var listened = await Listen();
        var read = (await ReadLog(after: 0, channel: Other)).Position;
        Assert.Equal((0, 0), (listened.Offset, read.Offset));

        await harness.RestartAsync();

        Assert.Equal(Engine.Traits.SurvivesRestart, listened == (await ReadLog(after: 0)).Position);
        Assert.Equal(Engine.Traits.SurvivesRestart, read == (await ReadState(channel: Other)).Position);
        var first = await Append(Text("first"));
        if (!Engine.Traits.SurvivesRestart)
            return;
        // A subscriber that comes back with that position gets everything.
        Assert.Equal(listened.At(1), first.Head);
        var page = await ReadLog(after: 0);
        Assert.Equal((listened.Epoch, 1L), (page.Epoch, page.FirstOffset));
        Assert.Equal(["first"], Texts(page.Publications));
        await harness.RestartAsync();
        Assert.Equal(listened.At(1), (await ReadLog(after: 0)).Position);
        Assert.Equal(read, (await ReadLog(after: 0, channel: Other)).Position);
    }

    [Fact]
    public async Task Restart_AfterEverythingWasTrimmed_KeepsTheHeadOrChangesTheEpoch()
    {
        var retention = Keep with { HistoryAge = TimeSpan.FromSeconds(1), HistoryCount = 5 };
        var head = (await Append(retention, Text("1"), Text("2"))).Head;
        await harness.AdvanceAsync(TimeSpan.FromHours(1));
        var trimmed = await ReadLog(after: 0);
        Assert.Empty(trimmed.Publications);
        Assert.True(trimmed.Position == head || trimmed.Epoch != head.Epoch);

        await harness.RestartAsync();
        var next = (await Append(retention, Text("3"))).Head;

        Assert.True(next == head.At(3) || next.Epoch != head.Epoch);
    }

    [Fact]
    public async Task Restart_AfterAStaleValue_KeepsTheMark()
    {
        await Append(Value("a", "1"), Value("b", "2") with { Stale = true });
        if (Engine.Traits.SurvivesRestart)
            await harness.RestartAsync();

        var state = (await ReadState()).Entries;

        Assert.Equal([null, true], state.Select(entry => entry.Stale));
        Assert.Equal([null, true], (await ReadLog(after: 0)).Publications.Select(entry => entry.Stale));
    }

    [Fact]
    public async Task Append_OfNoDurability_IsHeardAndReadLikeAnyOther()
    {
        await Listen();
        var result = await Engine.AppendAsync(
            new Append { Channel = Room, Drafts = [Text("a"), Value("k", "b")], Retention = Keep, Durability = Durability.None }, None);

        Assert.Equal(2, result.Head.Offset);
        await Listener.Of(Room).Until(publications: 2);
        Assert.Equal(["a", "b"], Texts((await ReadLog(after: 0)).Publications));
        Assert.Equal(["b"], Texts((await ReadState()).Entries));

        await harness.RestartAsync();
        var after = await ReadLog(after: 0);
        Assert.True(after.Position == result.Head || after.Epoch != result.Head.Epoch);
    }

    [Fact]
    public async Task Append_Relaxed_IsHeardAndReadLikeAnyOther()
    {
        await Listen();
        var result = await Engine.AppendAsync(
            new Append { Channel = Room, Drafts = [Value("k", "a")], Retention = Keep, Durability = Durability.Relaxed }, None);
        await Listener.Of(Room).Until(publications: 1);
        Assert.Equal(["a"], Texts((await ReadLog(after: 0)).Publications));

        await harness.RestartAsync();
        if (Engine.Traits.SurvivesRestart)
            Assert.Equal(result.Head, (await ReadLog(after: 0)).Position);
    }
}
