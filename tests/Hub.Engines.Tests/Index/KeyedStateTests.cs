using RealtimeHub.Server.Engines.Index;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Engines.Tests.Index;

public class KeyedStateTests
{
    private readonly ChannelLog<TestLocation> log = new();
    private readonly KeyedState<TestLocation> state;

    public KeyedStateTests() => state = new KeyedState<TestLocation>(log);

    [Fact]
    public void Find_WhileTheLogHasThePublication_FollowsTheLog()
    {
        Add("a", 1);
        log[1] = log[1] with { Location = new TestLocation(70) };
        Assert.Equal((70, 100), Found("a"));
    }

    [Fact]
    public void Find_OnceTheLogLetItGo_FindsWhatItHad()
    {
        Add("a", 1);
        Add("b", 2);
        DropBefore(2);
        DropBefore(10);
        Assert.Equal((1, 100), Found("a"));
        Assert.Equal((2, 100), Found("b"));
    }

    [Fact]
    public void Set_ToWhatTheLogHasWithAnotherPlace_KeepsItsOwn()
    {
        Add(null, 1);
        state.Set("a", 1, new LogEntry<TestLocation>(new TestLocation(5), 200), removed: false);
        Assert.Equal((5, 200), Found("a"));
        DropBefore(2);
        Assert.Equal((5, 200), Found("a"));
    }

    [Fact]
    public void Set_OfADroppedKey_BringsItBack()
    {
        Add("a", 1, removed: true);
        state.ForgetTombstones(100, long.MaxValue);
        Assert.Null(state.Find("a"));
        Assert.Equal((0, 1), (state.Count, state.ForgottenUpTo));
        Add("a", 2);
        Assert.Equal((2, 100), Found("a"));
        Assert.Equal((1, 1), (state.Count, state.HeldCount));
    }

    [Fact]
    public void ForgetTombstones_OfEverNewKeys_LetsTheKeysGo()
    {
        for (var i = 0; i < 10; i++)
            Add($"stays-{i}", i);
        for (var i = 0; i < 10_000; i++)
        {
            Add($"{i}", i);
            Add($"{i}", i, removed: true);
            state.ForgetTombstones(100, long.MaxValue);
            Assert.Equal(10, state.Count);
            Assert.InRange(state.HeldCount, 10, 30);
        }

        for (var i = 0; i < 10; i++)
            Assert.Equal((i, 100), Found($"stays-{i}"));
    }

    [Fact]
    public void Set_OfAllKeysThatTheLogHadLetGo_FreesWhatWasKept()
    {
        for (var i = 1; i <= 1_000; i++)
            Add($"{i}", i);
        DropBefore(1_001);
        for (var i = 1; i <= 1_000; i += 2)
            Add($"{i}", 1_000 + i);
        for (var i = 1; i <= 1_000; i++)
            Assert.Equal((i % 2 == 1 ? 1_000 + i : i, 100), Found($"{i}"));
    }

    private void Add(string? key, int location, bool removed = false)
    {
        log.Add(new LogEntry<TestLocation>(new TestLocation(location), 100));
        if (key is not null)
            state.Set(key, log.Head, removed);
    }

    private void DropBefore(long offset)
    {
        state.KeepBefore(offset);
        log.DropBefore(offset);
    }

    private (int Location, long Time) Found(string key)
    {
        var entry = Assert.NotNull(state.Find(key));
        return (entry.Location.Number, entry.Time);
    }
}
