using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Engines.Tests.Conformance;

public abstract partial class EngineConformance
{
    [Fact]
    public async Task Append_WithTheRightExpectedOffset_IsAppended()
    {
        Assert.Equal(AppendOutcome.Appended, (await AppendExpecting(0, Text("a"))).Outcome);
        Assert.Equal(AppendOutcome.Appended, (await AppendExpecting(1, Text("b"), Text("c"))).Outcome);
        Assert.Equal(3, (await ReadLog(after: 0)).Head);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Append_WithAWrongExpectedOffset_ChangesNothingAndTellsTheHead(long expected)
    {
        await Append(Value("k", "a"), Value("k", "b"));
        await Listen();

        var result = await AppendExpecting(expected, Value("k", "c"), Value("l", "d"));

        Assert.Equal(AppendOutcome.Conflict, result.Outcome);
        Assert.Equal(2, result.Head.Offset);
        Assert.Empty(result.Drafts);
        await AssertUnchanged();
    }

    [Fact]
    public async Task Append_FromManyExpectingTheSameOffset_SucceedsOnce()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => AppendExpecting(0, Text($"{i}")))));

        Assert.Single(results, result => result.Outcome == AppendOutcome.Appended);
        Assert.Equal(1, (await ReadLog(after: 0)).Head);
    }

    [Fact]
    public async Task Append_WithAWrongExpectedKeyOffset_ChangesNothingOfTheBatch()
    {
        await Append(Value("k", "a"), Value("k", "b"));
        await Listen();

        foreach (var wrong in new long[] { 0, 1, 3 })
        {
            var result = await Append(Value("l", "c"), Value("k", "d") with { ExpectedKeyOffset = wrong });
            Assert.Equal(AppendOutcome.Conflict, result.Outcome);
            Assert.Equal(2, result.Head.Offset);
        }

        await AssertUnchanged();
    }

    [Fact]
    public async Task Append_ExpectingNoValue_IsAppendedWhereTheKeyIsAbsentOrRemoved()
    {
        Assert.Equal(AppendOutcome.Appended, (await Append(Value("k", "a") with { ExpectedKeyOffset = 0 })).Outcome);
        await Append(Removal("k"));
        Assert.Equal(AppendOutcome.Appended, (await Append(Value("k", "b") with { ExpectedKeyOffset = 0 })).Outcome);
        Assert.Equal(AppendOutcome.Appended, (await Append(Value("k", "c") with { ExpectedKeyOffset = 3 })).Outcome);
    }

    [Fact]
    public async Task Append_ExpectingAnOffsetOfTheSameBatch_SeesTheDraftsBeforeIt()
    {
        var good = await Append(Value("k", "a"), Value("k", "b") with { ExpectedKeyOffset = 1 }, Removal("k") with { ExpectedKeyOffset = 2 },
            Value("k", "c") with { ExpectedKeyOffset = 0 });
        var bad = await Append(Value("k", "d"), Value("k", "e") with { ExpectedKeyOffset = 4 });

        Assert.Equal(AppendOutcome.Appended, good.Outcome);
        Assert.Equal(AppendOutcome.Conflict, bad.Outcome);
        Assert.Equal(4, (await ReadLog(after: 0)).Head);
    }

    [Fact]
    public async Task ReadModifyWrite_FromManyWithTheExpectedKeyOffset_LosesNoUpdate()
    {
        const int writers = 8, each = 20;
        await Append(Value("count", "0"));
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            for (var done = 0; done < each;)
            {
                var entry = (await ReadState(new StateQuery { Keys = ["count"], Limit = 1 })).Entries[0];
                var next = int.Parse(TextOf(entry), System.Globalization.CultureInfo.InvariantCulture) + 1;
                var result = await Append(Value("count", $"{next}") with { ExpectedKeyOffset = entry.Offset });
                done += result.Outcome == AppendOutcome.Appended ? 1 : 0;
            }
        })));

        Assert.Equal([$"{writers * each}"], Texts((await ReadState()).Entries));
    }

    private async Task<AppendResult> AppendExpecting(long offset, params Draft[] drafts) => await Engine.AppendAsync(
        new Append { Channel = Room, Drafts = drafts, Retention = Keep, ExpectedOffset = offset }, None);

    private async Task AssertUnchanged()
    {
        Assert.Equal(["a", "b"], Texts((await ReadLog(after: 0)).Publications));
        Assert.Equal(["b"], Texts((await ReadState()).Entries));
        Assert.Equal(new Position((await ReadLog()).Epoch, 3), (await Append(Text("next"))).Head);
        await Listener.Of(Room).Until(publications: 1);
        Assert.Equal([3], Listener.Of(Room).Offsets);
    }
}
