using RealtimeHub.Server.Presence;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Presence;

/// <summary>Where a channel has too many members for names.</summary>
public class PresenceCountsTests
{
    private readonly PresenceOptions options = new() { MaxNamedMembers = 10 };
    private readonly PresenceChannel channel;
    private TimeSpan now;
    private int arrived;

    public PresenceCountsTests() => channel = new PresenceChannel(ChannelName.Parse("topic:t"), options, 0);

    [Fact]
    public void Join_BeyondTheLimit_TellsCountsAtOnce()
    {
        Arrive(10);
        var names = Drain();
        Arrive(1);
        var counts = Assert.Single(Drain());
        Assert.All(names, change => Assert.Null(change.CountsOnly));
        Assert.True(counts.CountsOnly);
        Assert.Equal((11, 11, 0, 0), (counts.Users, counts.Connections, counts.Joined.Count, counts.Updated.Count));
        Assert.Empty(channel.Read().Members);
        Assert.Equal(11, channel.Read().Users);
    }

    [Fact]
    public void TakeChange_Counts_AtMostOnceAnInterval()
    {
        Arrive(11);
        Drain();
        Arrive(5);
        Assert.Empty(Drain());
        Assert.Equal(TimeSpan.FromSeconds(1), channel.NextDue);
        now = TimeSpan.FromSeconds(0.5);
        Arrive(5);
        Assert.Empty(Drain());
        now = TimeSpan.FromSeconds(1);
        Assert.Equal(21, Assert.Single(Drain()).Users);
        Assert.Null(channel.NextDue);
        now = TimeSpan.FromSeconds(9);
        Assert.Empty(Drain());
        Arrive(1);
        Assert.Single(Drain());
    }

    [Fact]
    public void Update_WhereNamesAreNotTold_IsKeptButNotAnnounced()
    {
        Arrive(11);
        Drain();
        Assert.True(channel.Update("c0", Payload.FromJson("7")));
        now = TimeSpan.FromSeconds(5);
        Assert.Empty(Drain());
        Leave(5);
        Drain();
        Assert.Equal(Payload.FromJson("7"), channel.Read().Members[0].Connections[0].Data);
    }

    [Fact]
    public void Read_WhereNamesAreNotTold_MakesNoVersion()
    {
        Arrive(11);
        var version = Assert.Single(Drain(), change => change.CountsOnly == true).Version;
        Arrive(3);
        var snapshot = channel.Read();
        Assert.Equal((version, 14), (snapshot.Version, snapshot.Users));
        now = TimeSpan.FromSeconds(1);
        Assert.Equal(version + 1, Assert.Single(Drain()).Version);
    }

    [Fact]
    public void Leave_BackToNames_JumpsSoThatWatchersRead()
    {
        Arrive(11);
        var counts = Drain()[^1];
        Leave(1);
        now = TimeSpan.FromSeconds(1);
        Assert.True(Assert.Single(Drain()).CountsOnly, "one below the limit is not enough");
        Leave(1);
        var names = Assert.Single(Drain());
        Assert.Null(names.CountsOnly);
        Assert.Equal((9, counts.Version + 3), (names.Users, names.Version));
        Assert.Equal(9, channel.Read().Members.Count);
        Assert.Equal(names.Version, channel.Read().Version);

        Arrive(1);
        Assert.Equal(names.Version + 1, Assert.Single(Drain()).Version);
    }

    [Fact]
    public void Turn_ThereAndBackUnannounced_Jumps()
    {
        Arrive(9);
        Drain();
        var held = channel.Read().Version;
        Arrive(2);
        Leave(4);
        var change = Assert.Single(Drain());
        Assert.Null(change.CountsOnly);
        Assert.Equal(held + 2, change.Version);
    }

    [Fact]
    public void Join_NamesNeverTold_TellsCountsFromTheFirst()
    {
        options.MaxNamedMembers = 0;
        Arrive(1);
        Assert.True(Assert.Single(Drain()).CountsOnly);
    }

    private void Arrive(int count)
    {
        for (var i = 0; i < count; i++, arrived++)
            channel.Join($"c{arrived}", $"u{arrived}", null, 0);
    }

    private void Leave(int count)
    {
        for (var i = 0; i < count; i++)
            channel.Leave($"c{--arrived}", orderly: true, now);
    }

    private List<PresenceChange> Drain()
    {
        var changes = new List<PresenceChange>();
        while (channel.TakeChange(now) is { } change)
            changes.Add(change);
        return changes;
    }
}
