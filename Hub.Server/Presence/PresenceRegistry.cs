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
    private IPresenceSharing? sharing;
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

    /// <summary>From now on the other nodes are told. Called once, before anyone is here.</summary>
    public void Share(IPresenceSharing with) => sharing = with;

    /// <summary>
    /// A connection comes into a channel; one that is there already changes nothing. False when the connection has ended.
    /// </summary>
    public bool Join(ChannelName channel, PresenceConnection connection) => Join(channel, connection, out _);

    /// <inheritdoc cref="Join(ChannelName, PresenceConnection)"/>
    /// <param name="channel">The channel.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="isNew">Whether it came, and was not there before.</param>
    public bool Join(ChannelName channel, PresenceConnection connection, out bool isNew)
    {
        isNew = false;
        SynchronizedPresence presence;
        // Held over the join, so that an end of the connection comes either before it or finds the channel in the list.
        lock (connection.Gate)
        {
            if (connection.Ended)
                return false;
            isNew = connection.Channels.Add(channel);
            presence = Enter(channel, connection);
        }

        Announce(presence);
        return true;
    }

    /// <summary>A connection goes out of one channel: at once when that is orderly, else after the grace period. False when it was not there.</summary>
    public bool Leave(ChannelName channel, PresenceConnection connection, bool orderly)
    {
        SynchronizedPresence? presence;
        lock (connection.Gate)
        {
            if (!connection.Channels.Remove(channel))
                return false;
            presence = Exit(channel, connection, orderly);
        }

        if (presence is not null)
            Announce(presence);
        return true;
    }

    /// <summary>A connection ends: it goes out of every channel, which are returned, and never comes back.</summary>
    public IReadOnlyList<ChannelName> LeaveAll(PresenceConnection connection, bool orderly)
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

        return left;
    }

    /// <summary>Connections of other nodes came, changed or, where they are null, went.</summary>
    public void Apply(ChannelName channel, IReadOnlyList<KeyValuePair<string, SharedConnection?>> there) => Announce(Use(
        channel,
        static (presence, applied) =>
        {
            foreach (var (connectionId, connection) in applied.there)
                presence.Apply(connectionId, connection, applied.Now);
        },
        (there, timer.Now)));

    /// <summary>Connections of this node as the other nodes are to know them, null for those that aren't here; and whether any other is.</summary>
    public (IReadOnlyList<KeyValuePair<string, SharedConnection?>> Connections, bool Any) FindHere(ChannelName channel, IReadOnlyCollection<string> connectionIds)
    {
        IReadOnlyList<KeyValuePair<string, SharedConnection?>>? found = null;
        var any = byChannel.TryGetValue(channel, out var presence)
            && presence.TryUse(
                (present, ids) =>
                {
                    found = [.. ids.Select(id => KeyValuePair.Create(id, present.FindHere(id)))];
                    return present.HasAnyHere;
                },
                connectionIds,
                out var isAny)
            && isAny;
        return (found ?? [.. connectionIds.Select(id => KeyValuePair.Create(id, (SharedConnection?)null))], any);
    }

    /// <summary>Tells the other nodes of all connections of this node again; of one channel, or of all.</summary>
    public void ShareAgain(ChannelName? only = null)
    {
        foreach (var (channel, presence) in byChannel)
        {
            if (only is not null && channel != only)
                continue;
            presence.TryUse(static (present, _) => { present.ChangeAllHere(); return true; }, 0, out _);
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
        return Use(
            channel,
            static (channel, join) => channel.Join(join.connection.ConnectionId, join.connection.MemberId, join.connection.Name, join.joinedTime),
            (connection, joinedTime));
    }

    // Does something with the channel's presence, which is made where there is none.
    private SynchronizedPresence Use<TArgument>(ChannelName channel, Action<PresenceChannel, TArgument> use, TArgument argument)
    {
        while (true)
        {
            var presence = byChannel.GetOrAdd(
                channel,
                static (name, self) => new SynchronizedPresence(new PresenceChannel(name, self.options, Volatile.Read(ref self.floor), isShared: self.sharing is not null)),
                this);
            if (presence.TryUse(static (channel, used) => Call(channel, used.use, used.argument), (use, argument), out _))
                return presence;
            Remove(presence);
        }

        static bool Call(PresenceChannel channel, Action<PresenceChannel, TArgument> use, TArgument argument)
        {
            use(channel, argument);
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
        if (sharing is not null && presence.TakeChangedHere() is { Count: > 0 } changed)
            sharing.OnChangedHere(presence.Name, changed);
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
