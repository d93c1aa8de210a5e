using System.Collections.Concurrent;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Presence;

/// <summary>
/// Who is in which channel of this node: a map with leases, never stored. Every method may be called from any thread and
/// returns after the change has been announced, or is being announced by another caller.
/// </summary>
internal sealed partial class PresenceRegistry : IDisposable
{
    private readonly ConcurrentDictionary<ChannelName, SynchronizedPresence> byChannel = new();
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
    public int Channels => byChannel.Count;

    /// <summary>
    /// A connection comes into a channel; one that is there already changes nothing. False when the connection has ended.
    /// </summary>
    public bool Join(ChannelName channel, PresenceConnection connection)
    {
        SynchronizedPresence presence;
        // Held over the join, so that an end of the connection comes either before it or finds the channel in the list.
        lock (connection.Gate)
        {
            if (connection.Ended)
                return false;
            connection.Channels.Add(channel);
            presence = Enter(channel, connection);
        }

        Announce(presence);
        return true;
    }

    /// <summary>A connection goes out of one channel: at once when that is orderly, else after the grace period.</summary>
    public void Leave(ChannelName channel, PresenceConnection connection, bool orderly)
    {
        SynchronizedPresence? presence;
        lock (connection.Gate)
            presence = connection.Channels.Remove(channel) ? Exit(channel, connection, orderly) : null;
        if (presence is not null)
            Announce(presence);
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
            if (Exit(channel, connection, orderly) is { } presence)
                Announce(presence);
        }
    }

    /// <summary>Sets what a connection says of itself in a channel, null for nothing; false when it isn't there.</summary>
    public bool Update(ChannelName channel, PresenceConnection connection, Payload? data)
    {
        if (!byChannel.TryGetValue(channel, out var presence))
            return false;
        presence.TryUse(static (channel, update) => channel.Update(update.ConnectionId, update.data), (connection.ConnectionId, data), out var isMember);
        Announce(presence);
        return isMember;
    }

    /// <summary>Who is in a channel.</summary>
    public PresenceSnapshot Read(ChannelName channel)
    {
        if (byChannel.TryGetValue(channel, out var presence) && presence.TryUse(static (channel, _) => channel.Read(), 0, out var snapshot))
        {
            // Reading may have closed a change that is still to be announced.
            Announce(presence);
            return snapshot!;
        }

        return new PresenceSnapshot([], 0, 0, Volatile.Read(ref floor));
    }

    public void Dispose() => timer.Dispose();

    private SynchronizedPresence Enter(ChannelName channel, PresenceConnection connection)
    {
        var joinedTime = time.GetUtcNow().ToUnixTimeMilliseconds();
        while (true)
        {
            var presence = byChannel.GetOrAdd(channel, static (name, self) => new SynchronizedPresence(new PresenceChannel(name, self.options, Volatile.Read(ref self.floor))), this);
            if (presence.TryUse(static (channel, join) => Join(channel, join.connection, join.joinedTime), (connection, joinedTime), out _))
                return presence;
            Remove(presence);
        }

        static bool Join(PresenceChannel channel, PresenceConnection connection, long joinedTime)
        {
            channel.Join(connection.ConnectionId, connection.MemberId, connection.Name, joinedTime);
            return true;
        }
    }

    private SynchronizedPresence? Exit(ChannelName channel, PresenceConnection connection, bool orderly)
    {
        if (!byChannel.TryGetValue(channel, out var presence))
            return null;
        return presence.TryUse(static (channel, leave) => Leave(channel, leave), (connection.ConnectionId, orderly, timer.Now), out _) ? presence : null;

        static bool Leave(PresenceChannel channel, (string ConnectionId, bool Orderly, TimeSpan Now) leave)
        {
            channel.Leave(leave.ConnectionId, leave.Orderly, leave.Now);
            return true;
        }
    }

    private void Wake(SynchronizedPresence presence, TimeSpan now)
    {
        presence.Wake(now);
        Announce(presence);
    }

    private void Announce(SynchronizedPresence presence)
    {
        var wait = presence.Announce(timer.Now, AnnounceSafely);
        if (wait.Retired)
            Remove(presence);
        if (wait.Until is { } due)
            timer.Schedule(presence, due);
    }

    /// <summary>An announcer that throws costs one announcement; the jump of the version makes watchers read again.</summary>
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
    /// Takes a retired one out. One that is made later for the channel begins above its version: a client that still has that
    /// version must not drop what comes next.
    /// </summary>
    private void Remove(SynchronizedPresence presence)
    {
        for (var seen = Volatile.Read(ref floor); seen < presence.Version;)
            seen = Interlocked.CompareExchange(ref floor, presence.Version, seen) is var found && found == seen ? presence.Version : found;
        byChannel.TryRemove(KeyValuePair.Create(presence.Name, presence));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A change of presence in {Channel} could not be announced")]
    private partial void AnnouncementFailed(Exception exception, ChannelName channel);
}
