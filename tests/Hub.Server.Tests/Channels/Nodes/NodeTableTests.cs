using RealtimeHub.Server.Channels.Nodes;

namespace RealtimeHub.Server.Tests.Channels.Nodes;

/// <summary>Who lives, by beats alone. Node "b" is the one whose table it is.</summary>
public sealed class NodeTableTests
{
    private static readonly NodeRecord Record = new("n", null, "1", 0, [], Draining: false, 0);
    private readonly NodeTable table = new("b");
    private long offset;

    [Fact]
    public void Take_OtherBeats_ItLivesUntilTenSecondsOfOwnBeatsHavePassed()
    {
        Own(0);
        Assert.Equal(NodeNews.Changed, Beat("a", 0));
        for (var seconds = 2; seconds < 10; seconds += 2)
            Assert.Equal(NodeNews.None, Own(seconds));
        Assert.Equal(NodeLife.Alive, table.LifeOf("a"));

        Assert.Equal(NodeNews.Changed, Own(10));

        Assert.Equal(NodeLife.Gone, table.LifeOf("a"));
        Assert.Empty(table.Others);
        Assert.Equal(NodeNews.Changed, Beat("a", 11));
        Assert.Equal(NodeLife.Alive, table.LifeOf("a"));
    }

    [Fact]
    public void Take_RecordOfLongAgo_IsNoNode()
    {
        Own(1_000);
        Assert.Equal(NodeNews.None, Beat("a", 900));

        Assert.Equal(NodeLife.Gone, table.LifeOf("a"));
    }

    [Fact]
    public void Take_OwnBeatsPause_OthersThatLivedAreGivenTheirTimeAgain()
    {
        Own(0);
        Beat("a", 0);
        Beat("c", -100);

        // The engine was away, or this node stood still: what the others wrote meanwhile may still be on its way.
        Assert.Equal(NodeNews.Resumed, Own(60));

        Assert.Equal((NodeLife.Alive, NodeLife.Gone), (table.LifeOf("a"), table.LifeOf("c")));
        for (var seconds = 62; seconds < 70; seconds += 2)
            Own(seconds);
        Assert.Equal(NodeLife.Alive, table.LifeOf("a"));
        Own(70);
        Assert.Equal(NodeLife.Gone, table.LifeOf("a"));
    }

    [Fact]
    public void Take_EnginesClockGoesBack_NodesLiveNoLongerForIt()
    {
        Own(3_600);
        Beat("a", 3_601);

        Own(0);
        Assert.Equal(NodeLife.Alive, table.LifeOf("a"));
        for (var seconds = 2; seconds <= 10; seconds += 2)
            Own(seconds);

        Assert.Equal(NodeLife.Gone, table.LifeOf("a"));
    }

    [Fact]
    public void Take_LastBeatOfOneThatStops_ItIsGoneAtOnce()
    {
        Own(0);
        Beat("a", 0);

        Assert.Equal(NodeNews.Changed, table.Take("a", Record with { Stopped = true }, 1_000_000_000 + 1_000, ++offset));

        Assert.Equal(NodeLife.Stopped, table.LifeOf("a"));
        Assert.Empty(table.Others);
    }

    [Fact]
    public void Forgotten_GoneForAMinute_IsNamedWithItsOffsetUntilItIsRemoved()
    {
        Own(0);
        Beat("a", 0);
        var last = offset;
        for (var seconds = 2; seconds < 60; seconds += 2)
            Own(seconds);
        Assert.Empty(table.Forgotten);

        Own(60);

        Assert.Equal([KeyValuePair.Create("a", last)], table.Forgotten);
        Assert.True(table.IsFirst);
        table.Take("a", null, 1_000_000_000 + 60_000, ++offset);
        Assert.Empty(table.Forgotten);
        Beat("a", 60);
        Assert.False(table.IsFirst);
    }

    private NodeNews Own(int seconds) => Beat("b", seconds);

    private NodeNews Beat(string id, int seconds) => table.Take(id, Record, 1_000_000_000 + (seconds * 1_000L), ++offset);
}
