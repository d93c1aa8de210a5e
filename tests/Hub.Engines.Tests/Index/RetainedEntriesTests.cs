using RealtimeHub.Server.Engines.Index;

namespace RealtimeHub.Engines.Tests.Index;

public class RetainedEntriesTests
{
    [Fact]
    public void Add_AfterSomeWereFreed_TakesTheirPlaces()
    {
        var kept = new RetainedEntries<TestLocation>();
        for (var i = 1; i <= 10; i++)
            Assert.Equal(i, kept.Add(Entry(i)));
        foreach (var number in (int[])[3, 7, 5])
            kept.Free(number);
        Assert.Equal([5, 7, 3, 11], Enumerable.Range(20, 4).Select(i => kept.Add(Entry(i))));
        Assert.Equal([20, 21, 22, 23], ((int[])[5, 7, 3, 11]).Select(number => kept[number].Location.Number));
        Assert.Equal([1, 2, 4, 6, 8, 9, 10], ((int[])[1, 2, 4, 6, 8, 9, 10]).Select(number => kept[number].Location.Number));
    }

    [Fact]
    public void Free_OfAPlace_LetsItGo()
    {
        var kept = new RetainedEntries<TestLocation>();
        kept.Free(kept.Add(Entry(1)));
        Assert.Equal(default, kept[1].Location);
    }

    [Fact]
    public void IsSparse_OnceMostAreFree_IsTrue()
    {
        var kept = new RetainedEntries<TestLocation>();
        for (var i = 1; i <= 100; i++)
            kept.Add(Entry(i));
        for (var i = 1; i <= 50; i++)
            kept.Free(i);
        Assert.False(kept.IsSparse);
        kept.Free(51);
        Assert.True(kept.IsSparse);
    }

    private static LogEntry<TestLocation> Entry(int number) => new(new TestLocation(number), 1_000 + number);
}
