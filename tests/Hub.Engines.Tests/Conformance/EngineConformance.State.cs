using RealtimeHub.Server.Engines;

namespace RealtimeHub.Engines.Tests.Conformance;

public abstract partial class EngineConformance
{
    [Fact]
    public async Task ReadState_AfterSeveralValuesOfAKey_GivesTheNewest()
    {
        await Append(Value("a", "1"), Value("b", "2"), Value("a", "3"));

        var page = await ReadState();

        Assert.Equal([("a", 3L, "3"), ("b", 2L, "2")], page.Entries.Select(entry => (entry.Key!, entry.Offset, TextOf(entry))));
        Assert.Equal(3, page.Head);
        Assert.False(page.HasMore);
    }

    [Fact]
    public async Task ReadState_ByKey_IsOrderedByTheBytesOfUtf8()
    {
        string[] keys = ["b", "a", "", "aa", "Z", "é", "\uFFFD", "𝄞", "\uD7FF", "a\u0000b"];
        foreach (var key in keys)
            await Append(Value(key, key.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)));

        var page = await ReadState();

        var expected = keys.OrderBy(key => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(key)), StringComparer.Ordinal);
        Assert.Equal(expected, page.Entries.Select(entry => entry.Key));
    }

    [Fact]
    public async Task ReadState_PageByPage_GivesEveryKeyOnce()
    {
        for (var i = 0; i < 25; i++)
            await Append(Value($"k{i:00}", "v"));

        var keys = new List<string>();
        string? behind = null;
        bool more;
        do
        {
            var page = await ReadState(new StateQuery { AfterKey = behind, Limit = 10 });
            keys.AddRange(page.Entries.Select(entry => entry.Key!));
            behind = keys[^1];
            more = page.HasMore;
        }
        while (more);

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"k{i:00}"), keys);
    }

    [Fact]
    public async Task ReadState_ByPrefix_GivesOnlyKeysThatBeginSo()
    {
        await Append(Value("a", "0"), Value("ab", "1"), Value("abc", "2"), Value("ac", "3"), Value("b", "4"));

        Assert.Equal(["ab", "abc"], (await ReadState(new StateQuery { Prefix = "ab", Limit = 10 })).Entries.Select(entry => entry.Key));
        var page = await ReadState(new StateQuery { Prefix = "a", AfterKey = "ab", Limit = 1 });
        Assert.Equal(["abc"], page.Entries.Select(entry => entry.Key));
        Assert.True(page.HasMore);
        Assert.Empty((await ReadState(new StateQuery { Prefix = "ab", AfterKey = "b", Limit = 10 })).Entries);
        Assert.Equal(["ab", "abc"], (await ReadState(new StateQuery { Prefix = "ab", AfterKey = "a", Limit = 10 })).Entries.Select(entry => entry.Key));
        var changed = await ReadState(new StateQuery { Prefix = "ab", ChangedAfter = 2, Limit = 10 });
        Assert.Equal(["abc"], changed.Entries.Select(entry => entry.Key));
    }

    [Fact]
    public async Task ReadState_OfChosenKeys_GivesThoseThatAreThere()
    {
        await Append(Value("a", "1"), Value("b", "2"), Value("c", "3"), Removal("b"));

        var byKey = await ReadState(new StateQuery { Keys = ["c", "b", "a", "x", "a"], Limit = 10 });
        var byOffset = await ReadState(new StateQuery { Keys = ["c", "b", "x"], ChangedAfter = 2, Limit = 10 });

        Assert.Equal(["a", "c"], byKey.Entries.Select(entry => entry.Key));
        Assert.Equal([("c", null), ("b", (bool?)true)], byOffset.Entries.Select(entry => (entry.Key!, entry.Removed)));
    }

    [Fact]
    public async Task ReadState_ChangedAfterAnOffset_GivesValuesAndTombstonesInOrderOfOffsets()
    {
        await Append(Value("a", "1"), Value("b", "2"), Value("c", "3"), Value("a", "4"), Removal("b"));

        var page = await ReadChanges(after: 2);

        Assert.Equal([("c", 3L, null), ("a", 4L, null), ("b", 5L, (bool?)true)],
            page.Entries.Select(entry => (entry.Key!, entry.Offset, entry.Removed)));
        Assert.Equal(0, page.ForgottenUpTo);
        Assert.Empty((await ReadChanges(after: 5)).Entries);
    }

    [Fact]
    public async Task ReadState_ChangedAfterAnOffsetPageByPage_GivesEveryChangeOnce()
    {
        for (var i = 0; i < 60; i++)
            await Append(Value($"k{i % 23}", $"{i}"));

        var offsets = new List<long>();
        bool more;
        do
        {
            var page = await ReadChanges(offsets.LastOrDefault(), limit: 7);
            offsets.AddRange(Offsets(page.Entries));
            more = page.HasMore;
        }
        while (more);

        Assert.Equal(Enumerable.Range(38, 23).Select(i => (long)i), offsets);
    }

    [Fact]
    public async Task ReadState_ByKey_LeavesRemovedKeysOut()
    {
        await Append(Value("a", "1"), Value("b", "2"));
        await Append(Removal("a"));

        Assert.Equal(["b"], (await ReadState()).Entries.Select(entry => entry.Key));
        await Append(Value("a", "again"));
        Assert.Equal(["a", "b"], (await ReadState()).Entries.Select(entry => entry.Key));
    }

    [Fact]
    public async Task ReadState_WithALimitOfBytes_GivesWhatFitsAndAtLeastOne()
    {
        var text = new string('x', 98);
        await Append(Value("a", text), Value("b", text), Value("c", text));

        var page = await ReadState(new StateQuery { Limit = 10, MaxBytes = 200 });
        var one = await ReadState(new StateQuery { AfterKey = "b", Limit = 10, MaxBytes = 1 });

        Assert.Equal(["a", "b"], page.Entries.Select(entry => entry.Key));
        Assert.True(page.HasMore);
        Assert.Equal(["c"], one.Entries.Select(entry => entry.Key));
    }

    [Fact]
    public async Task LogAndState_WhileOthersAppend_ChangeTogether()
    {
        using var done = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                var state = await ReadState();
                var log = await ReadLog(after: 0);
                if (state.Head > 0)
                    Assert.Equal(state.Head, state.Entries.Max(entry => entry.Offset));
                // Both keys of a batch or none of it.
                Assert.Equal(0, state.Head % 2);
                Assert.Equal(log.Head, log.Publications.Count);
                Assert.True(log.Head >= state.Head);
            }
        });
        for (var i = 0; i < 300; i++)
            await Append(Value("left", $"{i}"), Value("right", $"{i}"));
        await done.CancelAsync();
        await reading;

        Assert.Equal([599L, 600L], Offsets((await ReadState()).Entries));
    }
}
