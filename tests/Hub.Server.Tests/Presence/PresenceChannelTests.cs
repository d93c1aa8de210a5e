using RealtimeHub.Server.Presence;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Presence;

public class PresenceChannelTests
{
    private readonly PresenceOptions options = new() { MaxNamedMembers = 10 };
    private readonly PresenceChannel channel;
    private TimeSpan now;

    public PresenceChannelTests() => channel = new PresenceChannel(ChannelName.Parse("topic:t"), options, 0);

    [Fact]
    public void Join_TwoConnectionsOfOneUser_AreOneMember()
    {
        channel.Join("c1", "ann", "Ann", 1);
        var joined = Take();
        channel.Join("c2", "ann", "Ann", 2);
        var updated = Take();

        Assert.Equal("ann", Assert.Single(joined.Joined).UserId);
        Assert.Empty(updated.Joined);
        Assert.Equal(["c1", "c2"], Assert.Single(updated.Updated).Connections.Select(connection => connection.ConnectionId));
        Assert.Equal((1, 2, 2L), (updated.Users, updated.Connections, updated.Version));
    }

    [Fact]
    public void Join_Repeated_ChangesNothing()
    {
        channel.Join("c1", "ann", "Ann", 1);
        Take();
        channel.Join("c1", "ann", "Ann", 5);
        AssertNothing();
        Assert.Equal(1, channel.Read().Members[0].Connections[0].JoinedTime);
    }

    [Fact]
    public void Leave_OrderlyOneOfTwo_IsAnUpdate()
    {
        Arrive("c1", "ann");
        Arrive("c2", "ann");
        channel.Leave("c1", orderly: true, now);
        var change = Take();
        Assert.Empty(change.Left);
        Assert.Equal("c2", Assert.Single(Assert.Single(change.Updated).Connections).ConnectionId);
    }

    [Fact]
    public void Leave_OrderlyLast_LeavesAtOnce()
    {
        Arrive("c1", "ann");
        channel.Leave("c1", orderly: true, now);
        var change = Take();
        Assert.Equal("ann", Assert.Single(change.Left).UserId);
        Assert.Equal((0, 0), (change.Users, change.Connections));
        Assert.True(channel.IsEmpty);
    }

    [Fact]
    public void Leave_Lost_LeavesAfterGrace()
    {
        Arrive("c1", "ann");
        channel.Leave("c1", orderly: false, now);
        AssertNothing();
        Assert.Equal(TimeSpan.FromSeconds(10), channel.NextDue);

        Go(9.999);
        AssertNothing();
        Assert.Equal(1, channel.Read().Users);

        Go(0.001);
        Assert.Equal("ann", Assert.Single(Take().Left).UserId);
        Assert.Null(channel.NextDue);
    }

    [Fact]
    public void Join_WithinGrace_IsNotAnnounced()
    {
        Arrive("c1", "ann");
        channel.Update("c1", Payload.FromJson("""{"typing":true}"""));
        var version = Take().Version;
        channel.Leave("c1", orderly: false, now);
        Go(9);
        channel.Join("c2", "ann", "ann", 9_000);
        AssertNothing();
        Go(60);
        AssertNothing();

        var snapshot = channel.Read();
        Assert.Equal(version, snapshot.Version);
        Assert.Equal(new MemberConnection("c2", 9_000, Payload.FromJson("""{"typing":true}""")), Assert.Single(snapshot.Members[0].Connections));
    }

    [Fact]
    public void Join_WithinGrace_IsListedWithTheNextChange()
    {
        Arrive("c1", "ann");
        channel.Leave("c1", orderly: false, now);
        channel.Join("c2", "ann", "ann", 1);
        AssertNothing();
        channel.Join("c3", "bob", "Bob", 1);
        var change = Take();
        Assert.Equal("bob", Assert.Single(change.Joined).UserId);
        Assert.Equal("c2", Assert.Single(Assert.Single(change.Updated).Connections).ConnectionId);
    }

    [Fact]
    public void Join_WithinGraceUnderAnotherName_IsAnUpdate()
    {
        Arrive("c1", "ann");
        channel.Leave("c1", orderly: false, now);
        channel.Join("c2", "ann", "Anna", 1);
        Assert.Equal("Anna", Assert.Single(Take().Updated).Name);
    }

    [Fact]
    public void Join_OfAnotherUserWithinGrace_ReplacesNobody()
    {
        Arrive("c1", "~c1");
        channel.Leave("c1", orderly: false, now);
        channel.Join("c2", "~c2", null, 1);
        Assert.Equal("~c2", Assert.Single(Take().Joined).UserId);
        Assert.Equal(2, channel.Read().Users);
        Go(10);
        Assert.Equal("~c1", Assert.Single(Take().Left).UserId);
    }

    [Fact]
    public void Leave_LostTwiceInARow_GraceCountsFromTheLastLoss()
    {
        Arrive("c1", "ann");
        channel.Leave("c1", orderly: false, now);
        Go(6);
        channel.Join("c2", "ann", "ann", 1);
        channel.Leave("c2", orderly: false, now);
        Go(6);
        AssertNothing();
        Go(4);
        Assert.Single(Take().Left);
    }

    [Fact]
    public void Leave_OrderlyWithinGrace_LeavesAtOnce()
    {
        Arrive("c1", "ann");
        channel.Leave("c1", orderly: false, now);
        channel.Leave("c1", orderly: true, now);
        Assert.Single(Take().Left);
        Go(10);
        AssertNothing();
    }

    [Fact]
    public void Leave_NoGrace_LeavesAtOnce()
    {
        options.GracePeriod = TimeSpan.Zero;
        Arrive("c1", "ann");
        channel.Leave("c1", orderly: false, now);
        Assert.Single(Take().Left);
    }

    [Fact]
    public void Update_OfMember_IsAnnouncedOnce()
    {
        Arrive("c1", "ann");
        Assert.True(channel.Update("c1", Payload.FromJson("1")));
        Assert.Equal(Payload.FromJson("1"), Take().Updated[0].Connections[0].Data);
        Assert.True(channel.Update("c1", Payload.FromJson("1")));
        AssertNothing();
        Assert.True(channel.Update("c1", null));
        Assert.Null(Take().Updated[0].Connections[0].Data);
    }

    [Fact]
    public void Update_OfStrangerOrLost_IsRefused()
    {
        Assert.False(channel.Update("c1", Payload.FromJson("1")));
        Arrive("c1", "ann");
        channel.Leave("c1", orderly: false, now);
        Assert.False(channel.Update("c1", Payload.FromJson("1")));
        AssertNothing();
    }

    [Fact]
    public void TakeChange_SeveralChanges_AreOneInOrderOfJoining()
    {
        Arrive("c0", "zoe");
        channel.Join("c1", "bob", "Bob", 1);
        channel.Join("c2", "ann", "Ann", 1);
        channel.Leave("c0", orderly: true, now);
        var change = Take();
        Assert.Equal(["bob", "ann"], change.Joined.Select(member => member.UserId));
        Assert.Equal(["zoe"], change.Left.Select(member => member.UserId));
        Assert.Equal(2, change.Version);
        AssertNothing();
    }

    [Fact]
    public void TakeChange_CameAndWent_IsNoChange()
    {
        channel.Join("c1", "ann", "Ann", 1);
        channel.Leave("c1", orderly: true, now);
        AssertNothing();
        Assert.Equal(0, channel.Read().Version);
    }

    [Fact]
    public void TakeChange_WentAndCame_AreTwoChanges()
    {
        Arrive("c1", "ann");
        Arrive("c2", "bob");
        channel.Leave("c1", orderly: true, now);
        channel.Join("c3", "ann", "Ann", 1);
        Assert.Single(Take().Left);
        Assert.Single(Take().Joined);
        Assert.Equal(["bob", "ann"], channel.Read().Members.Select(member => member.UserId));
    }

    [Fact]
    public void Read_BeforeTheAnnouncement_BearsItsVersion()
    {
        channel.Join("c1", "ann", "Ann", 1);
        var snapshot = channel.Read();
        channel.Join("c2", "bob", "Bob", 1);
        Assert.Equal((1L, 1), (snapshot.Version, snapshot.Users));
        Assert.Equal((1L, "ann"), (Peek(out var first), first.Joined[0].UserId));
        Assert.Equal((2L, "bob"), (Peek(out var second), second.Joined[0].UserId));
    }

    [Fact]
    public void Read_ManyUnannounced_DropsTheOldestOnly()
    {
        for (var i = 0; i < 200; i++)
        {
            channel.Join("c1", "ann", "Ann", 1);
            channel.Read();
            channel.Leave("c1", orderly: true, now);
            channel.Read();
        }

        var versions = new List<long>();
        while (channel.TakeChange(now) is { } change)
            versions.Add(change.Version);
        Assert.Equal(Enumerable.Range(400 - PresenceChanges.MaxReady + 1, PresenceChanges.MaxReady).Select(version => (long)version), versions);
    }

    private long Peek(out PresenceChange change) => (change = Take()).Version;

    private void Arrive(string connectionId, string memberId)
    {
        channel.Join(connectionId, memberId, memberId, 0);
        Take();
    }

    private void Go(double seconds)
    {
        now += TimeSpan.FromSeconds(seconds);
        channel.Advance(now);
    }

    private PresenceChange Take() => Assert.IsType<PresenceChange>(channel.TakeChange(now));

    private void AssertNothing() => Assert.Null(channel.TakeChange(now));
}
