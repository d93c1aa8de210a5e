using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Presence;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Presence;

public sealed class PresenceRegistryTests : IDisposable
{
    private static readonly ChannelName Channel = ChannelName.Parse("topic:t");
    private readonly FakeTimeProvider time = new();
    private readonly Announcements announced = new();
    private readonly PresenceRegistry registry;

    public PresenceRegistryTests() =>
        registry = new PresenceRegistry(new PresenceOptions(), announced, time, NullLogger<PresenceRegistry>.Instance);

    [Fact]
    public void Join_First_IsAnnouncedWithTheTime()
    {
        Assert.True(registry.Join(Channel, Connection(1, "ann")));
        var change = Assert.Single(announced.Of(Channel));
        Assert.Equal(time.GetUtcNow().ToUnixTimeMilliseconds(), change.Joined[0].Connections[0].JoinedTime);
        Assert.Equal(change.Version, registry.Read(Channel).Version);
    }

    [Fact]
    public void Join_Anonymous_IsAMemberOfItsOwn()
    {
        registry.Join(Channel, new PresenceConnection("x", null, null));
        Assert.Equal("~x", registry.Read(Channel).Members[0].UserId);
    }

    [Fact]
    public void Leave_Lost_IsAnnouncedByTheTimer()
    {
        var connection = Connection(1, "ann");
        registry.Join(Channel, connection);
        registry.Leave(Channel, connection, orderly: false);
        time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Single(announced.Of(Channel));
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Single(announced.Of(Channel)[1].Left);
        Assert.Equal(0, registry.Channels);
    }

    [Fact]
    public void LeaveAll_Orderly_LeavesEveryChannelAtOnce()
    {
        var connection = Connection(1, "ann");
        for (var i = 0; i < 100; i++)
            registry.Join(ChannelName.Parse($"topic:{i}"), connection);
        registry.LeaveAll(connection, orderly: true);
        Assert.Equal(0, registry.Channels);
        Assert.All(Enumerable.Range(0, 100), i => Assert.Single(announced.Of(ChannelName.Parse($"topic:{i}"))[1].Left));
    }

    [Fact]
    public void Join_AfterTheEnd_IsRefused()
    {
        var connection = Connection(1, "ann");
        registry.LeaveAll(connection, orderly: false);
        Assert.False(registry.Join(Channel, connection));
        Assert.Empty(registry.Read(Channel).Members);
        Assert.Equal(0, registry.Channels);
    }

    [Fact]
    public void Join_AfterAllLeft_GoesOnAboveTheLastVersion()
    {
        var connection = Connection(1, "ann");
        registry.Join(Channel, connection);
        registry.Leave(Channel, connection, orderly: true);
        var last = announced.Of(Channel)[^1].Version;
        Assert.Equal(last, registry.Read(Channel).Version);
        registry.Join(Channel, Connection(2, "ann"));
        Assert.Equal(last + 1, announced.Of(Channel)[^1].Version);
    }

    [Fact]
    public void Update_OfMemberAndStranger_SaysWhich()
    {
        var connection = Connection(1, "ann");
        Assert.False(registry.Update(Channel, connection, Payload.FromJson("1")));
        registry.Join(Channel, connection);
        Assert.True(registry.Update(Channel, connection, Payload.FromJson("1")));
        Assert.False(registry.Update(Channel, Connection(2, "bob"), Payload.FromJson("1")));
        Assert.Equal(Payload.FromJson("1"), announced.Of(Channel)[^1].Updated[0].Connections[0].Data);
    }

    [Fact]
    public void Join_TenThousand_TellsCountsOnceASecond()
    {
        for (var i = 0; i < 10_000; i++)
            registry.Join(Channel, Connection(i, $"u{i}"));
        Assert.Equal(201, announced.Of(Channel).Count);
        Assert.Equal(10_000, registry.Read(Channel).Users);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(10_000, announced.Of(Channel)[^1].Users);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(202, announced.Of(Channel).Count);
    }

    [Fact]
    public void Join_AnnouncerThrows_LaterChangesAreAnnounced()
    {
        announced.Fail = true;
        registry.Join(Channel, Connection(1, "ann"));
        announced.Fail = false;
        registry.Join(Channel, Connection(2, "bob"));
        Assert.Equal("bob", Assert.Single(announced.Of(Channel)).Joined[0].UserId);
    }

    [Fact]
    public async Task Announce_ManyThreads_VersionsRiseAndTheFollowerHasThePicture()
    {
        var followers = Enumerable.Range(0, 3).Select(i => ChannelName.Parse($"topic:{i}")).ToDictionary(
            channel => channel,
            channel => new PresenceFollower(() => registry.Read(channel)));
        announced.Heard = change => followers[change.Channel].Hear(change);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() => Wander(new Random(thread), [.. followers.Keys], thread))));
        for (var i = 0; i < 20; i++)
            time.Advance(TimeSpan.FromSeconds(1));

        foreach (var (channel, follower) in followers)
        {
            var snapshot = registry.Read(channel);
            Assert.Equal((snapshot.Version, snapshot.Users, snapshot.Connections), (follower.Version, follower.Users, follower.Connections));
            Assert.Equal(snapshot.Members.Select(member => member.UserId), follower.Members.Select(member => member.UserId));
            Assert.Equal(announced.Of(channel).Select(change => change.Version).Order(), announced.Of(channel).Select(change => change.Version));
        }
    }

    public void Dispose() => registry.Dispose();

    private static PresenceConnection Connection(int number, string user) => new($"c{number}", user, user);

    private void Wander(Random random, ChannelName[] channels, int thread)
    {
        var here = new List<PresenceConnection>();
        for (var step = 0; step < 5_000; step++)
        {
            var channel = channels[random.Next(channels.Length)];
            if (here.Count < 3)
                here.Add(Connection((thread * 100_000) + step, $"u{random.Next(8)}"));
            var connection = here[random.Next(here.Count)];
            switch (random.Next(6))
            {
                case < 3:
                    registry.Join(channel, connection);
                    break;
                case 3:
                    registry.Leave(channel, connection, orderly: true);
                    break;
                case 4:
                    registry.Update(channel, connection, Payload.FromJson("1"));
                    break;
                default:
                    here.Remove(connection);
                    registry.LeaveAll(connection, orderly: random.Next(2) == 0);
                    break;
            }
        }
    }

    private sealed class Announcements : IPresenceAnnouncer
    {
        private readonly ConcurrentQueue<PresenceChange> changes = new();

        public bool Fail { get; set; }

        public Action<PresenceChange>? Heard { get; set; }

        public List<PresenceChange> Of(ChannelName channel) => [.. changes.Where(change => change.Channel == channel)];

        public void Announce(PresenceChange change)
        {
            if (Fail)
                throw new InvalidOperationException("no");
            changes.Enqueue(change);
            Heard?.Invoke(change);
        }
    }
}
