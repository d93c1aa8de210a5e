using RealtimeHub.Server.Engines;

namespace RealtimeHub.Engines.Tests.Conformance;

public abstract partial class EngineConformance
{
    [Fact]
    public async Task ReadLog_OfAnUnknownChannel_IsEmptyAtOffsetZero()
    {
        var page = await ReadLog(after: 0);

        Assert.Equal(0, page.Head);
        Assert.Equal(1, page.FirstOffset);
        Assert.Empty(page.Publications);
        Assert.False(page.HasMore);
        Assert.NotEqual("", page.Epoch);
    }

    [Fact]
    public async Task ReadLog_BeforeTheFirstAppend_TellsTheEpochThatTheAppendIsIn()
    {
        var before = await ReadLog(after: 0);
        var result = await Append(Text("a"));

        Assert.Equal(before.Epoch, result.Head.Epoch);
    }

    [Fact]
    public async Task ReadLog_After_GivesTheOldestBehindItAscending()
    {
        await AppendTexts(10);

        var page = await ReadLog(after: 3, limit: 4);

        Assert.Equal([4, 5, 6, 7], Offsets(page.Publications));
        Assert.True(page.HasMore);
        Assert.Equal(10, page.Head);
        Assert.Equal(1, page.FirstOffset);
        var last = await ReadLog(after: 7, limit: 3);
        Assert.Equal([8, 9, 10], Offsets(last.Publications));
        Assert.False(last.HasMore);
    }

    [Fact]
    public async Task ReadLog_WithoutBounds_GivesTheNewestAscending()
    {
        await AppendTexts(10);

        var page = await ReadLog(limit: 4);

        Assert.Equal([7, 8, 9, 10], Offsets(page.Publications));
        Assert.True(page.HasMore);
    }

    [Fact]
    public async Task ReadLog_Before_GivesTheNewestBeforeItAscending()
    {
        await AppendTexts(10);

        var page = await ReadLog(before: 7, limit: 4);
        var first = await ReadLog(before: 3, limit: 4);

        Assert.Equal([3, 4, 5, 6], Offsets(page.Publications));
        Assert.True(page.HasMore);
        Assert.Equal([1, 2], Offsets(first.Publications));
        Assert.False(first.HasMore);
    }

    [Fact]
    public async Task ReadLog_Between_GivesTheOldestWithinBoth()
    {
        await AppendTexts(10);

        var page = await ReadLog(after: 2, before: 6, limit: 2);
        var rest = await ReadLog(after: 4, before: 6, limit: 2);

        Assert.Equal([3, 4], Offsets(page.Publications));
        Assert.True(page.HasMore);
        Assert.Equal([5], Offsets(rest.Publications));
        Assert.False(rest.HasMore);
    }

    [Fact]
    public async Task ReadLog_BeyondTheHead_IsEmpty()
    {
        await AppendTexts(3);

        Assert.Empty((await ReadLog(after: 3)).Publications);
        Assert.Empty((await ReadLog(after: 99)).Publications);
        Assert.Empty((await ReadLog(before: 1)).Publications);
        Assert.Equal([1, 2, 3], Offsets((await ReadLog(before: 99)).Publications));
    }

    [Fact]
    public async Task ReadLog_WithALimitOfBytes_GivesWhatFitsAndAtLeastOne()
    {
        // A hundred bytes with its quotes: two of them fit exactly.
        var text = new string('x', 98);
        for (var i = 0; i < 5; i++)
            await Append(Text(text));

        var two = await Engine.ReadLogAsync(Room, new LogQuery { After = 0, Limit = 10, MaxBytes = 200 }, None);
        var one = await Engine.ReadLogAsync(Room, new LogQuery { After = 2, Limit = 10, MaxBytes = 1 }, None);
        var newest = await Engine.ReadLogAsync(Room, new LogQuery { Limit = 10, MaxBytes = 250 }, None);

        Assert.Equal([1, 2], Offsets(two.Publications));
        Assert.True(two.HasMore);
        Assert.Equal([3], Offsets(one.Publications));
        Assert.Equal([4, 5], Offsets(newest.Publications));
        Assert.True(newest.HasMore);
    }

    [Fact]
    public async Task ReadLog_WhileOthersAppendAndTrim_IsWithoutHolesOrSaysWhereItBegins()
    {
        var retention = Keep with { HistoryCount = 20 };
        using var done = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            long seen = 0;
            while (!done.IsCancellationRequested)
            {
                var page = await ReadLog(after: seen, limit: 7);
                if (page.Publications.Count == 0)
                    continue;
                Assert.Equal(Math.Max(seen + 1, page.FirstOffset), page.Publications[0].Offset);
                for (var i = 0; i < page.Publications.Count; i++)
                    Assert.Equal(page.Publications[0].Offset + i, page.Publications[i].Offset);
                seen = page.Publications[^1].Offset;
                Assert.True(seen <= page.Head);
            }
        });
        for (var i = 1; i <= 300; i++)
            await Append(retention, Text($"{i}"));
        await done.CancelAsync();
        await reading;

        var kept = await ReadLog(after: 0);
        Assert.Equal(281, kept.FirstOffset);
        Assert.Equal(Enumerable.Range(281, 20).Select(i => $"{i}"), Texts(kept.Publications));
    }

    [Fact]
    public async Task ReadLog_Cancelled_Throws()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await Engine.ReadLogAsync(Room, new LogQuery { Limit = 1 }, cancelled.Token));
    }
}
