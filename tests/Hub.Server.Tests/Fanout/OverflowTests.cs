using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Fanout;

public sealed class OverflowTests
{
    private readonly Overflow overflow = new();

    [Fact]
    public void TryTake_SeveralKeys_OldestFirstEachWithWhereToComeBack()
    {
        overflow.Merge(Pub.Of(5, "a"));
        overflow.Merge(Pub.Of(7, "b"));
        overflow.Merge(Pub.Of(9, "c"));

        Assert.Equal([(5L, 6L), (7L, 8L), (9L, 9L)], TakeAll());
    }

    [Fact]
    public void TryTake_ReplacedKey_GoesBehindAndCountsWhatItReplaced()
    {
        overflow.Merge(Pub.Of(1, "a"));
        overflow.Merge(Pub.Of(2, "b"));
        overflow.Merge(Pub.Of(3, "a") with { Merged = 4 });
        overflow.Merge(Pub.Of(6, "a"));

        Assert.True(overflow.TryTake(out var first));
        Assert.True(overflow.TryTake(out var second));
        Assert.Equal((2, 5, null), (first.Offset, first.Resume, first.Merged));
        Assert.Equal((6, 6, 6), (second.Offset, second.Resume, second.Merged));
        Assert.False(overflow.TryTake(out _));
    }

    [Fact]
    public void TryTake_WhatALaneStillHolds_KeepsTheLanesMark()
    {
        // The lane holds something of offset 4 back.
        overflow.Merge(Pub.Of(10, "b") with { Resume = 3 });
        Assert.True(overflow.TryTake(out var taken));
        Assert.Equal(3, taken.Resume);
    }

    [Fact]
    public void TryTake_WhatTheLaneHeldBackCameLater_IsOrderedAndMarked()
    {
        overflow.Merge(Pub.Of(10, "b") with { Resume = 3 });
        overflow.Merge(Pub.Of(4, "a") with { Resume = 12 });
        Assert.Equal([(4L, 9L), (10L, 12L)], TakeAll());
    }

    [Fact]
    public void Merge_OneKeyAThousandTimes_LeavesOneValue()
    {
        overflow.Merge(Pub.Of(1, "quiet"));
        for (var offset = 2; offset <= 1_001; offset++)
            overflow.Merge(Pub.Of(offset, "busy"));

        Assert.True(overflow.TryTake(out var quiet));
        Assert.True(overflow.TryTake(out var busy));
        Assert.Equal((1, 1_000), (quiet.Offset, quiet.Resume));
        Assert.Equal((1_001, 999), (busy.Offset, busy.Merged));
        Assert.True(overflow.IsEmpty);
    }

    [Fact]
    public void Clear_GivesTheOldestThatWaited()
    {
        Assert.Null(overflow.Clear());
        overflow.Merge(Pub.Of(3, "a"));
        overflow.Merge(Pub.Of(4, "b"));
        overflow.Merge(Pub.Of(5, "a"));
        Assert.Equal(4, overflow.Clear());
        Assert.True(overflow.IsEmpty);
    }

    private List<(long Offset, long? Resume)> TakeAll()
    {
        var all = new List<(long, long?)>();
        while (overflow.TryTake(out Publication? publication))
            all.Add((publication.Offset, publication.Resume));
        return all;
    }
}
