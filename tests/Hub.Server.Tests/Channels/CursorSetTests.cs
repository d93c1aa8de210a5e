using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Channels;

public class CursorSetTests
{
    private static readonly ChannelName Channel = ChannelName.Parse("topic:x");
    private readonly CursorSet set = new([]);

    [Fact]
    public void PutBack_WhatHasMovedOnMeanwhile_Stays()
    {
        set.Advance(Channel, 5);
        var taken = set.TakeMoved();
        set.Advance(Channel, 7);

        set.PutBack(taken);

        Assert.Equal(7, set.TakeMoved()[Channel]);
    }

    [Fact]
    public void PutBack_WhatHasNotMoved_IsTakenAgain()
    {
        set.Advance(Channel, 5);

        set.PutBack(set.TakeMoved());

        Assert.Equal(5, set.TakeMoved()[Channel]);
        Assert.Empty(set.TakeMoved());
    }
}
