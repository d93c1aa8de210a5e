using System.Collections.Concurrent;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Presence;

/// <summary>
/// Who is in which channel of this node: a map with leases, never stored. Every method may be called from any thread and
/// returns after the change has been announced, or is being announced by another caller.
/// </summary>
internal sealed partial class PresenceRegistry : IDisposable
{
    private readonly ConcurrentDictionary<ChannelName, PresenceRoom> rooms = new();
    private readonly PresenceOptions options;
    private readonly IPresenceAnnouncer announcer;
    private readonly TimeProvider time;
    private readonly ILogger<PresenceRegistry> logger;
    private readonly PresenceTimer timer;
    private long floor;

    public PresenceRegistry(PresenceOptions options, IPresenceAnnouncer announcer, TimeProvider time, ILogger<PresenceRegistry> logger)
    {
        this.options = options;
        this.announcer = announcer;
        this.time = time;
        this.logger = logger;
        timer = new PresenceTimer(time, Wake);
    }

    /// <summary>How many channels have members.</summary>
    public int Channels => rooms.Count;

    /// <summary>
    /// A connection comes into a channel; one that is there already changes nothing. False when the connection has ended.
    /// </summary>
    public bool Join(ChannelName channel, PresenceConnection connection)
    {
        PresenceRoom room;
        // Held over the join, so that an end of the connection comes either before it or finds the channel in the list.
        lock (connection.Gate)
        {
            if (connection.Ended)
                return false;
            connection.Channels.Add(channel);
            room = Enter(channel, connection);
        }

        Announce(room);
        return true;
    }

    /// <summary>A connection goes out of one channel: at once when that is orderly, else after the grace period.</summary>
    public void Leave(ChannelName channel, PresenceConnection connection, bool orderly)
    {
        PresenceRoom? room;
        lock (connection.Gate)
            room = connection.Channels.Remove(channel) ? Exit(channel, connection, orderly) : null;
        if (room is not null)
            Announce(room);
    }

    /// <summary>A connection ends: it goes out of every channel and never comes back.</summary>
    public void LeaveAll(PresenceConnection connection, bool orderly)
    {
        ChannelName[] left;
        lock (connection.Gate)
        {
            connection.Ended = true;
            left = [.. connection.Channels];
            connection.Channels.Clear();
        }

        foreach (var channel in left)
        {
            if (Exit(channel, connection, orderly) is { } room)
                Announce(room);
        }
    }

    /// <summary>Sets what a connection says of itself in a channel, null for nothing; false when it isn't there.</summary>
    public bool Update(ChannelName channel, PresenceConnection connection, Payload? data)
    {
        if (!rooms.TryGetValue(channel, out var room))
            return false;
        room.TryUse(static (channel, update) => channel.Update(update.ConnectionId, update.data), (connection.ConnectionId, data), out var isMember);
        Announce(room);
        return isMember;
    }

    /// <summary>Who is in a channel.</summary>
    public PresenceSnapshot Read(ChannelName channel)
    {
        if (rooms.TryGetValue(channel, out var room) && room.TryUse(static (channel, _) => channel.Read(), 0, out var snapshot))
        {
            // Reading may have closed a change that is still to be announced.
            Announce(room);
            return snapshot!;
        }

        return new PresenceSnapshot([], 0, 0, Volatile.Read(ref floor));
    }

    public void Dispose() => timer.Dispose();

    private PresenceRoom Enter(ChannelName channel, PresenceConnection connection)
    {
        var joinedTime = time.GetUtcNow().ToUnixTimeMilliseconds();
        while (true)
        {
            var room = rooms.GetOrAdd(channel, static (name, self) => new PresenceRoom(new PresenceChannel(name, self.options, Volatile.Read(ref self.floor))), this);
            if (room.TryUse(static (channel, join) => Join(channel, join.connection, join.joinedTime), (connection, joinedTime), out _))
                return room;
            Remove(room);
        }

        static bool Join(PresenceChannel channel, PresenceConnection connection, long joinedTime)
        {
            channel.Join(connection.ConnectionId, connection.MemberId, connection.Name, joinedTime);
            return true;
        }
    }

    private PresenceRoom? Exit(ChannelName channel, PresenceConnection connection, bool orderly)
    {
        if (!rooms.TryGetValue(channel, out var room))
            return null;
        return room.TryUse(static (channel, leave) => Leave(channel, leave), (connection.ConnectionId, orderly, timer.Now), out _) ? room : null;

        static bool Leave(PresenceChannel channel, (string ConnectionId, bool Orderly, TimeSpan Now) leave)
        {
            channel.Leave(leave.ConnectionId, leave.Orderly, leave.Now);
            return true;
        }
    }

    private void Wake(PresenceRoom room, TimeSpan now)
    {
        room.Wake(now);
        Announce(room);
    }

    private void Announce(PresenceRoom room)
    {
        var wait = room.Announce(timer.Now, AnnounceSafely);
        if (wait.Retired)
            Remove(room);
        if (wait.Until is { } due)
            timer.Schedule(room, due);
    }

    /// <summary>An announcer that throws costs one announcement; the jump of the version makes watchers read anew.</summary>
    private void AnnounceSafely(PresenceChange change)
    {
        try
        {
            announcer.Announce(change);
        }
        catch (Exception exception)
        {
            AnnouncementFailed(exception, change.Channel);
        }
    }

    /// <summary>
    /// Takes a retired room out. A room made later begins above its version: who still holds that must not drop what
    /// comes next.
    /// </summary>
    private void Remove(PresenceRoom room)
    {
        for (var seen = Volatile.Read(ref floor); seen < room.Version;)
            seen = Interlocked.CompareExchange(ref floor, room.Version, seen) is var found && found == seen ? room.Version : found;
        rooms.TryRemove(KeyValuePair.Create(room.Name, room));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A change of presence in {Channel} could not be announced")]
    private partial void AnnouncementFailed(Exception exception, ChannelName channel);
}
