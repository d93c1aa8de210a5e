using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Engines.Tests.Conformance;

public abstract partial class EngineConformance
{
    [Fact]
    public async Task Compact_UpToAnOffset_ReplacesTheValueAndLetsTheLogGoUpToThere()
    {
        await Append(Value("name", "doc"), Text("u1"), Text("u2"), Text("u3"), Text("u4"));
        await Listen();

        Assert.True(await Compact("merged", upTo: 4));

        var log = await ReadLog(after: 0);
        Assert.Equal(["u4"], Texts(log.Publications));
        Assert.Equal(5, log.FirstOffset);
        Assert.Equal(5, log.Head);
        var state = await ReadState();
        Assert.Equal([("merged", 4L), ("name", 1L)], state.Entries.Select(entry => (entry.Key!, entry.Offset)));
        Assert.Equal("up to 4", TextOf(state.Entries[0]));
        Assert.Equal(6, (await Append(Text("u5"))).Head.Offset);
        await Listener.Of(Room).Until(publications: 1);
        Assert.Equal([6], Listener.Of(Room).Offsets);
    }

    [Fact]
    public async Task Compact_UpToTheHead_LeavesAnEmptyLogThatGoesOn()
    {
        await AppendTexts(3);

        Assert.True(await Compact("merged", upTo: 3));

        Assert.Empty((await ReadLog(after: 0)).Publications);
        Assert.Equal(4, (await ReadLog(after: 0)).FirstOffset);
        await Append(Text("4"));
        Assert.Equal([4], Offsets((await ReadLog(after: 3)).Publications));
    }

    [Fact]
    public async Task Compact_BehindANewerValue_LosesAndChangesNothing()
    {
        await AppendTexts(6);
        Assert.True(await Compact("merged", upTo: 5));

        Assert.False(await Compact("merged", upTo: 4));

        Assert.Equal(["up to 5"], Texts((await ReadState()).Entries));
        Assert.Equal([6], Offsets((await ReadLog(after: 0)).Publications));
    }

    [Fact]
    public async Task Compact_UpToTheSameOffsetAgain_IsThereOnceWithTheNewerValue()
    {
        await AppendTexts(3);
        Assert.True(await Compact("merged", upTo: 3));

        Assert.True(await Compact("merged", upTo: 3));

        Assert.Equal([3], Offsets((await ReadChanges(after: 0)).Entries));
        Assert.Equal([3], Offsets((await ReadState()).Entries));
    }

    [Fact]
    public async Task Compact_OfAKeyPublishedSince_LosesAndHidesNothing()
    {
        await Append(Text("1"), Text("2"), Value("merged", "newer"));

        Assert.False(await Compact("merged", upTo: 2));

        Assert.Equal(["newer"], Texts((await ReadState()).Entries));
        Assert.Equal([1, 2, 3], Offsets((await ReadLog(after: 0)).Publications));
    }

    [Fact]
    public async Task Compact_OfAnotherEpochOrBeyondTheHeadOrNothing_Loses()
    {
        await AppendTexts(3);

        Assert.False(await Compact("merged", upTo: 2, epoch: "another"));
        Assert.False(await Compact("merged", upTo: 4));
        Assert.False(await Compact("merged", upTo: 0));
        Assert.Empty((await ReadState()).Entries);
        Assert.Equal(3, (await ReadLog(after: 0)).Publications.Count);
    }

    [Fact]
    public async Task Compact_ByChange_IsFoundByReadersFromBefore()
    {
        await Append(Value("a", "1"), Value("b", "2"), Value("c", "3"), Value("d", "4"));
        await Compact("merged", upTo: 3);

        Assert.Equal(["c", "merged", "d"], (await ReadChanges(after: 2)).Entries.OrderBy(entry => (entry.Offset, entry.Key)).Select(entry => entry.Key));
        // Two keys bear one offset now: no page may end between them.
        var page = await ReadChanges(after: 2, limit: 1);
        Assert.Equal([3, 3], Offsets(page.Entries));
        Assert.True(page.HasMore);
        Assert.Equal([4], Offsets((await ReadChanges(after: 3)).Entries));
    }

    [Fact]
    public async Task Compact_WhileOthersAppendAndCompact_HidesNothingNewer()
    {
        using var done = new CancellationTokenSource();
        var compacting = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                var head = (await ReadLog(limit: 1)).Head;
                if (head > 0)
                    await Compact("merged", head);
            }
        })).ToArray();
        for (var i = 1; i <= 200; i++)
        {
            await Append(Text($"{i}"));
            var log = await ReadLog(after: 0);
            var merged = (await ReadState()).Entries.SingleOrDefault()?.Offset ?? 0;
            // What the merged value doesn't stand for is in the log.
            Assert.True(log.FirstOffset <= merged + 1);
        }

        await done.CancelAsync();
        await Task.WhenAll(compacting);
        var upTo = (await ReadState()).Entries.SingleOrDefault()?.Offset ?? 0;
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i).Where(offset => offset > upTo), Offsets((await ReadLog(after: 0)).Publications));
    }

    private async Task<bool> Compact(string key, long upTo, string? epoch = null) => await Engine.CompactAsync(new Compaction
    {
        Channel = Room,
        Key = key,
        Type = "merged",
        Data = Payload.FromJson($"\"up to {upTo}\""),
        UpTo = upTo,
        Epoch = epoch ?? (await ReadLog(limit: 1)).Epoch,
    }, None);
}
