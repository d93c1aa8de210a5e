using RealtimeHub.Server.Engines;

namespace RealtimeHub.Engines.Tests.Conformance;

public abstract partial class EngineConformance
{
    [Fact]
    public async Task Retention_ByCount_TrimsTheOldestFirstAndSaysSo()
    {
        var retention = Keep with { HistoryCount = 3 };
        for (var i = 1; i <= 5; i++)
            await Append(retention, Text($"{i}"));

        var page = await ReadLog(after: 0);

        Assert.Equal(["3", "4", "5"], Texts(page.Publications));
        Assert.Equal(3, page.FirstOffset);
        Assert.Equal(5, page.Head);
        Assert.False((await ReadLog(before: 5)).HasMore);
    }

    [Fact]
    public async Task Retention_OfABatchLargerThanTheCount_KeepsItsNewest()
    {
        await Append(Keep with { HistoryCount = 2 }, Text("1"), Text("2"), Text("3"));

        var page = await ReadLog(after: 0);

        Assert.Equal([2, 3], Offsets(page.Publications));
        Assert.Equal(2, page.FirstOffset);
    }

    [Fact]
    public async Task Retention_ByAge_AppliesToAQuietChannel()
    {
        var retention = Keep with { HistoryAge = TimeSpan.FromSeconds(60) };
        await Append(retention, Text("1"));
        await harness.AdvanceAsync(TimeSpan.FromSeconds(40));
        await Append(retention, Text("2"));
        await harness.AdvanceAsync(TimeSpan.FromSeconds(40));

        var one = await ReadLog(after: 0);
        await harness.AdvanceAsync(TimeSpan.FromSeconds(40));
        var none = await ReadLog(after: 0);

        Assert.Equal([2], Offsets(one.Publications));
        Assert.Equal(2, one.FirstOffset);
        Assert.Empty(none.Publications);
        Assert.Equal(none.Head + 1, none.FirstOffset);
        // An engine may forget a channel that holds nothing, if the epoch tells.
        Assert.True(none.Position == one.Position || none.Epoch != one.Epoch);
    }

    [Fact]
    public async Task Retention_OfNoHistory_KeepsTheState()
    {
        var retention = Keep with { HistoryCount = 0, HistoryAge = TimeSpan.FromSeconds(1) };
        await Append(retention, Value("a", "1"), Value("b", "2"), Value("a", "3"));
        await harness.AdvanceAsync(TimeSpan.FromMinutes(30));

        var log = await ReadLog(after: 0);
        Assert.Empty(log.Publications);
        Assert.Equal(4, log.FirstOffset);
        Assert.Equal(3, log.Head);
        Assert.Equal(["3", "2"], Texts((await ReadState()).Entries));
        Assert.Equal(4, (await Append(retention, Value("c", "4"))).Head.Offset);
    }

    [Fact]
    public async Task Retention_ThatShrinks_AppliesAtTheNextAppend()
    {
        await AppendTexts(10);
        await Append(Keep with { HistoryCount = 2 }, Text("11"));

        Assert.Equal(["10", "11"], Texts((await ReadLog(after: 0)).Publications));
    }

    [Fact]
    public async Task Tombstones_AfterTheirAge_AreForgottenAndTheReaderCanTell()
    {
        var retention = Keep with { TombstoneAge = TimeSpan.FromSeconds(60) };
        await Append(retention, Value("a", "1"), Value("b", "2"));
        await Append(retention, Removal("a"));
        await harness.AdvanceAsync(TimeSpan.FromSeconds(50));
        var kept = await ReadChanges(after: 2);
        await harness.AdvanceAsync(TimeSpan.FromSeconds(20));
        var forgotten = await ReadChanges(after: 2);

        Assert.Equal([3], Offsets(kept.Entries));
        Assert.Equal(0, kept.ForgottenUpTo);
        Assert.Empty(forgotten.Entries);
        Assert.Equal(3, forgotten.ForgottenUpTo);
        Assert.Equal(3, forgotten.Head);
        Assert.Equal(["b"], (await ReadState()).Entries.Select(entry => entry.Key));
    }

    [Fact]
    public async Task Tombstones_OfAKeyThatCameBack_AreNotForgottenAsThatKey()
    {
        var retention = Keep with { TombstoneAge = TimeSpan.FromSeconds(60) };
        await Append(retention, Value("a", "1"), Removal("a"), Value("a", "2"));
        await harness.AdvanceAsync(TimeSpan.FromSeconds(120));

        var page = await ReadChanges(after: 0);

        Assert.Equal(["2"], Texts(page.Entries));
        Assert.Equal(0, page.ForgottenUpTo);
    }

    [Fact]
    public async Task PresentValues_WhereShown_ReplaceWhatAnEditedPublicationSaid()
    {
        var retention = Keep with { ShowsPresentValues = true };
        await Append(retention, Value("m1", "first"), Text("no key"), Value("m2", "second"));
        await Append(retention, Value("m1", "edited") with { Type = "edit" });
        await Append(retention, Removal("m2"));

        var page = await ReadLog(after: 0);

        Assert.Equal(["edited", "no key", "gone", "edited", "gone"], Texts(page.Publications));
        Assert.Equal([1, 2, 3, 4, 5], Offsets(page.Publications));
        Assert.Equal(["text", "text", "text", "edit", "text"], page.Publications.Select(publication => publication.Type));
        Assert.Equal([null, null, null, null, (bool?)true], page.Publications.Select(publication => publication.Removed));
    }

    [Fact]
    public async Task PresentValues_AfterTheTombstonesAge_StillHideWhatWasRemoved()
    {
        var retention = Keep with { ShowsPresentValues = true, TombstoneAge = TimeSpan.FromSeconds(1) };
        await Append(retention, Value("m", "secret"));
        await Append(retention, Removal("m"));
        await harness.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["gone", "gone"], Texts((await ReadLog(after: 0)).Publications));
    }

    [Fact]
    public async Task PresentValues_WhereNotShown_LeaveTheLogAsItWas()
    {
        await Append(Value("m", "first"), Value("m", "edited"));

        Assert.Equal(["first", "edited"], Texts((await ReadLog(after: 0)).Publications));
    }
}
