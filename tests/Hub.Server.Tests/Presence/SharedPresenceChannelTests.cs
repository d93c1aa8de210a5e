using RealtimeHub.Server.Presence;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Presence;

/// <summary>A channel whose members are on several nodes.</summary>
public sealed class SharedPresenceChannelTests
{
    private static readonly Payload Busy = Payload.From("busy");
    private readonly PresenceChannel channel = new(ChannelName.Parse("topic:t"), new PresenceOptions(), 0, isShared: true);

    [Fact]
    public void Apply_ConnectionsOfAUserHereAndThere_AreOneMember()
    {
        channel.Apply("there", There("ann"), TimeSpan.Zero);
        Assert.Equal("ann", Assert.Single(Take().Joined).UserId);
        channel.Join("here", "ann", "Ann", 2);
        Assert.Equal(2, Assert.Single(Take().Updated).Connections.Count);

        channel.Apply("there", null, TimeSpan.Zero);
        Assert.Equal("here", Assert.Single(Assert.Single(Take().Updated).Connections).ConnectionId);
        channel.Leave("here", orderly: true, TimeSpan.Zero);

        Assert.Equal("ann", Assert.Single(Take().Left).UserId);
        Assert.True(channel.IsEmpty);
    }

    [Fact]
    public void Apply_SameAgain_ChangesNothing()
    {
        channel.Apply("there", There("ann"), TimeSpan.Zero);
        Take();
        channel.Apply("there", There("ann"), TimeSpan.Zero);
        Assert.Null(channel.TakeChange(TimeSpan.Zero));

        channel.Apply("there", There("ann") with { Data = Busy }, TimeSpan.Zero);
        Assert.Equal(Busy, Assert.Single(Take().Updated).Connections[0].Data);
    }

    [Fact]
    public void Apply_OwnConnection_StaysAsThisNodeKnowsIt()
    {
        channel.Join("here", "ann", "Ann", 1);
        Take();
        channel.Apply("here", null, TimeSpan.Zero);
        Assert.Null(channel.TakeChange(TimeSpan.Zero));
    }

    [Fact]
    public void Join_WhoWasLostThere_TakesItsPlaceAndDataUnannounced()
    {
        channel.Apply("there", There("ann") with { Data = Busy }, TimeSpan.Zero);
        Take();
        channel.Apply("there", There("ann") with { Data = Busy, Lost = true }, TimeSpan.Zero);
        channel.Join("here", "ann", "Ann", 2);

        Assert.Null(channel.TakeChange(TimeSpan.Zero));
        Assert.Equal(Busy, channel.FindHere("here")!.Data);
        Assert.Equal("here", Assert.Single(channel.Read().Members[0].Connections).ConnectionId);
    }

    [Fact]
    public void Advance_LostThere_LeavesAfterTheGracePeriodWithoutAWord()
    {
        channel.Apply("there", There("ann"), TimeSpan.Zero);
        Take();
        channel.Apply("there", There("ann") with { Lost = true }, TimeSpan.Zero);
        channel.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("ann", Assert.Single(Take().Left).UserId);
    }

    [Fact]
    public void TakeChangedHere_WhatOtherNodesMustKnow_IsOfThisNodeOnly()
    {
        channel.Join("here", "ann", "Ann", 1);
        channel.Apply("there", There("bob"), TimeSpan.Zero);
        Assert.Equal(["here"], channel.TakeChangedHere());
        Assert.Equal(new SharedConnection("ann", "Ann", 1, null, Lost: false), channel.FindHere("here"));
        Assert.Null(channel.FindHere("there"));

        channel.Update("here", Busy);
        Assert.Equal(["here"], channel.TakeChangedHere());
        channel.Update("here", Busy);
        Assert.Empty(channel.TakeChangedHere());
        channel.Leave("here", orderly: false, TimeSpan.Zero);
        Assert.Equal(["here"], channel.TakeChangedHere());
        Assert.True(channel.FindHere("here")!.Lost);

        // Come back on another node: its place is taken, and the others must know that this one is gone.
        channel.Apply("there2", There("ann"), TimeSpan.Zero);
        Assert.Equal(["here"], channel.TakeChangedHere());
        Assert.Null(channel.FindHere("here"));
        Assert.False(channel.HasAnyHere);
    }

    [Fact]
    public void TakeChangedHere_ChannelOfOneNode_IsEmpty()
    {
        var alone = new PresenceChannel(ChannelName.Parse("topic:t"), new PresenceOptions(), 0);
        alone.Join("here", "ann", "Ann", 1);
        Assert.Empty(alone.TakeChangedHere());
    }

    private static SharedConnection There(string user) => new(user, "Ann", 1, null, Lost: false);

    private PresenceChange Take() => channel.TakeChange(TimeSpan.Zero) ?? throw new InvalidOperationException("nothing to announce");
}
