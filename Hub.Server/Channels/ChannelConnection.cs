using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Server.Channels.Limits;
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
    private (ChannelName Channel, LiveSubscription? Subscription) making;

    // Replaced as a whole when the token is refreshed.
    private volatile ChannelCaller caller = caller;
    private volatile CallerToken? token;
    private volatile bool isRevoked;

    public ChannelCaller Caller
    {
        get => caller;
        set => caller = value;
    }

    /// <summary>The token that it goes by now; null for an anonymous connection.</summary>
    public CallerToken? Token
    {
        get => token;
        set => token = value;
    }

    /// <summary>Whether its access was revoked: it gets no more answers.</summary>
    public bool IsRevoked => isRevoked;

    public string Id => caller.ConnectionId;

    /// <summary>Where it comes from, as its count was taken.</summary>
    public System.Net.IPAddress? Address { get; init; }

    public Outbox Outbox { get; } = outbox;

    public ConnectionLimits Limits { get; } = limits;

    /// <summary>The connection as presence knows it.</summary>
    public PresenceConnection Presence { get; } = new(caller.ConnectionId, caller.UserId, caller.Name);

    public ConcurrentDictionary<ChannelName, LiveSubscription> Subscriptions { get; } = [];

    /// <summary>Whether nothing can be added any more.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether it is subscribed to a channel.</summary>
    public bool IsSubscribed(ChannelName channel) => Subscriptions.ContainsKey(channel);

    /// <summary>Notes a channel that this connection publishes to; false when it is known already.</summary>
    public bool TryRemember(ChannelName channel)
    {
        lock (gate)
        {
            if (met.Count >= MostMet)
                met.Clear();
            return met.Add(channel);
        }
    }

    /// <summary>Takes back what <see cref="TryRemember"/> noted: the channel was not begun after all.</summary>
    public void Forget(ChannelName channel)
    {
        lock (gate)
            met.Remove(channel);
    }

    /// <summary>Notes a subscription that is being made, so that a right that is taken away meanwhile ends it before it begins.</summary>
    public void Begin(ChannelName channel, LiveSubscription subscription)
    {
        lock (gate)
            making = (channel, subscription);
    }

    /// <summary>Puts a subscription in force; false when it or the connection has ended meanwhile.</summary>
    public bool TryAdd(ChannelName channel, LiveSubscription subscription)
    {
        lock (gate)
        {
            if (HasEnded || subscription.Ended)
                return false;
            Subscriptions[channel] = subscription;
            return true;
        }
    }

    /// <summary>Takes a subscription out of force, and keeps one that is being made from coming into it.</summary>
    public bool TryRemove(ChannelName channel, [NotNullWhen(true)] out LiveSubscription? subscription)
    {
        lock (gate)
        {
            if (making is { Subscription: { } begun } && making.Channel == channel)
                begun.Ended = true;
            return Subscriptions.TryRemove(channel, out subscription);
        }
    }

    /// <summary>The subscriptions in force, and the one that is being made.</summary>
    /// <remarks>Copied by the dictionary itself: a copy made to the size that it had before gets empty places when one has been taken out in between.</remarks>
    public IReadOnlyList<KeyValuePair<ChannelName, LiveSubscription>> AllSubscriptions()
    {
        lock (gate)
        {
            return making.Subscription is { Ended: false } begun && !Subscriptions.ContainsKey(making.Channel)
                ? [.. Subscriptions.ToArray(), new(making.Channel, begun)]
                : Subscriptions.ToArray();
        }
    }

    /// <summary>From now on nothing can be added, and what is being added does not come into force; false when it was revoked before.</summary>
    public bool TryRevoke()
    {
        lock (gate)
        {
            if (isRevoked)
                return false;
            (isRevoked, HasEnded) = (true, true);
            if (making.Subscription is { } begun)
                begun.Ended = true;
            return true;
        }
    }

    /// <summary>From now on nothing can be added.</summary>
    public void End()
    {
        lock (gate)
            HasEnded = true;
    }
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
