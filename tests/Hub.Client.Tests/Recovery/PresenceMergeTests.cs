using RealtimeHub.Client.Recovery;
using RealtimeHub.Client.Subscriptions;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Tests.Recovery;

public sealed class PresenceMergeTests
{
    private static readonly PresenceSnapshot AnnAndBob = new([Member("ann"), Member("bob")], 2, 2, 5);

    [Theory]
    [InlineData(4, false, PresenceVerdict.Stale)]
    [InlineData(5, false, PresenceVerdict.Stale)]
    [InlineData(5, true, PresenceVerdict.Stale)]
    [InlineData(6, false, PresenceVerdict.Follows)]
    [InlineData(7, false, PresenceVerdict.Missed)]
    [InlineData(70, true, PresenceVerdict.Follows)]
    public void Judge_ByVersion(long version, bool countsOnly, object expected) =>
        Assert.Equal(expected, PresenceMerge.Classify(AnnAndBob, Change(version) with { CountsOnly = countsOnly ? true : null }));

    [Fact]
    public void Judge_OnlyCountsAreHeld_NamesMustBeRead() =>
        Assert.Equal(PresenceVerdict.Missed, PresenceMerge.Classify(new PresenceSnapshot([], 300, 300, 5), Change(6)));

    [Fact]
    public void Apply_JoinedUpdatedLeft_KeepsTheOrderOfJoining()
    {
        var bob = Member("bob") with { Name = "Robert" };
        var view = PresenceMerge.Apply(AnnAndBob, Change(6) with { Joined = [Member("cid")], Updated = [bob], Left = [Member("ann")], Users = 2, Connections = 3 });
        Assert.Equal(["bob", "cid"], view.Members.Select(member => member.UserId));
        Assert.Equal(("Robert", 2, 3, 6L), (view.Members[0].Name, view.Users, view.Connections, view.Version));
    }

    [Fact]
    public void Apply_CountsOnly_ForgetsTheNames()
    {
        var view = PresenceMerge.Apply(AnnAndBob, Change(6) with { Users = 300, Connections = 301, CountsOnly = true });
        Assert.Equal((0, 300, 301, 6L), (view.Members.Count, view.Users, view.Connections, view.Version));
    }

    [Fact]
    public void Tracker_JumpThenSnapshot_AppliesOnlyWhatIsNewer()
    {
        var tracker = new PresenceTracker(10);
        tracker.Replace(AnnAndBob);
        Assert.Equal(PresenceVerdict.Missed, tracker.Take(Change(8) with { Joined = [Member("old")] }));
        Assert.Equal(PresenceVerdict.Stale, tracker.Take(Change(9) with { Joined = [Member("cid")], Users = 4, Connections = 4 }));
        tracker.Replace(new PresenceSnapshot([Member("ann"), Member("bob"), Member("old")], 3, 3, 8));
        Assert.Equal(["ann", "bob", "old", "cid"], tracker.View!.Members.Select(member => member.UserId));
        Assert.Equal(9, tracker.View.Version);
        Assert.Equal(PresenceVerdict.Follows, tracker.Take(Change(10)));
    }

    private static Member Member(string userId) => new(userId, null, []);

    private static PresenceChange Change(long version) => new(ChannelName.Parse("topic:a"), [], [], [], 2, 2, version);
}
