using RealtimeHub.Server.Channels.Limits;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Presence;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>What the server knows of one connection: who it is, what it is subscribed to, how much it may still ask.</summary>
internal sealed class ChannelConnection(ChannelCaller caller, Outbox outbox, ConnectionLimits limits)
{
    private const int MostMet = 1_000;
    private readonly Lock gate = new();
    private readonly HashSet<ChannelName> met = [];
    private bool ended;

    // Replaced as a whole when the token is refreshed.
    private volatile ChannelCaller caller = caller;

    public ChannelCaller Caller
    {
        get => caller;
        set => caller = value;
    }

    public string Id => caller.ConnectionId;

    /// <summary>Where it comes from, as its count was taken.</summary>
    public System.Net.IPAddress? Address { get; init; }

    public Outbox Outbox { get; } = outbox;

    public ConnectionLimits Limits { get; } = limits;

    /// <summary>The connection as presence knows it.</summary>
    public PresenceConnection Presence { get; } = new(caller.ConnectionId, caller.UserId, caller.Name);

    public ConcurrentDictionary<ChannelName, ActiveSubscription> Subscriptions { get; } = [];

    /// <summary>Notes a channel that this connection publishes to; false when it is known already.</summary>
    public bool Meets(ChannelName channel)
    {
        lock (gate)
        {
            if (met.Count >= MostMet)
                met.Clear();
            return met.Add(channel);
        }
    }

    /// <summary>Takes back what <see cref="Meets"/> noted: the channel was not begun after all.</summary>
    public void Forget(ChannelName channel)
    {
        lock (gate)
            met.Remove(channel);
    }

    /// <summary>Puts a subscription in force; false when the connection has ended meanwhile.</summary>
    public bool TryAdd(ChannelName channel, ActiveSubscription subscription)
    {
        lock (gate)
        {
            if (!ended)
                Subscriptions[channel] = subscription;
            return !ended;
        }
    }

    /// <summary>From now on nothing can be added.</summary>
    public void End()
    {
        lock (gate)
            ended = true;
    }
}

/// <summary>A subscription that is in force.</summary>
internal sealed class ActiveSubscription(Listening listening, Subscription live, bool seesPresence)
{
    public Listening Listening { get; } = listening;

    /// <summary>Its live part; replaced when keys or rate change.</summary>
    public Subscription Live { get; set; } = live;

    public bool SeesPresence { get; } = seesPresence;
}

/// <summary>The way back to the connection that calls: replays and snapshots are written through it, under its own backpressure.</summary>
/// <param name="Client">The calling connection.</param>
/// <param name="Groups">SignalR's groups.</param>
internal sealed record CallerEdge(IChannelClient Client, IGroupManager Groups);

/// <summary>The names of the groups that connections of a channel are in.</summary>
internal static class ChannelGroups
{
    /// <summary>Everyone who is subscribed: signals go there.</summary>
    public static string Subscribers(ChannelName channel) => channel.Value;

    /// <summary>Everyone who asked to see presence. No channel's name has a space.</summary>
    public static string Watchers(ChannelName channel) => "presence " + channel.Value;
}
