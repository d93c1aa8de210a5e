using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Presence;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>Presence as subscribers meet it: being subscribed is being here, where the namespace has presence.</summary>
internal sealed class ChannelPresence(Namespaces namespaces, ChannelAccess access, PresenceRegistry registry, LimitOptions limits, IPresenceFollowing? following = null)
{
    /// <summary>Lets a subscriber in; gives who is here when it asked to see.</summary>
    public async ValueTask<PresenceSnapshot?> JoinAsync(ChannelConnection connection, CallerEdge edge, ChannelName channel, NamespaceOptions options, bool sees, CancellationToken cancellationToken)
    {
        if (!options.HasPresence)
            return null;
        // The members on other nodes are known before: a user who returns takes the place of the connection that was lost there.
        if (following is not null)
            await following.EnterAsync(channel, cancellationToken);
        var isNew = false;
        try
        {
            await WatchAsync(connection, edge, channel, sees, cancellationToken);
            registry.Join(channel, connection.Presence, out isNew);
        }
        finally
        {
            // Each connection holds it once.
            if (!isNew)
                following?.Leave(channel);
        }

        return sees ? registry.Read(channel) : null;
    }

    private static async ValueTask WatchAsync(ChannelConnection connection, CallerEdge edge, ChannelName channel, bool sees, CancellationToken cancellationToken)
    {
        var watchers = ChannelGroups.Watchers(channel);

        // The group comes before the snapshot: what is announced in between is in both, and the version tells.
        if (sees)
            await edge.Groups.AddToGroupAsync(connection.Id, watchers, cancellationToken);
        else
            await edge.Groups.RemoveFromGroupAsync(connection.Id, watchers, cancellationToken);
    }

    public async ValueTask LeaveAsync(ChannelConnection connection, CallerEdge edge, ChannelName channel, CancellationToken cancellationToken)
    {
        await edge.Groups.RemoveFromGroupAsync(connection.Id, ChannelGroups.Watchers(channel), cancellationToken);
        if (registry.Leave(channel, connection.Presence, orderly: true))
            following?.Leave(channel);
    }

    public void LeaveAll(ChannelConnection connection, bool orderly)
    {
        foreach (var channel in registry.LeaveAll(connection.Presence, orderly))
            following?.Leave(channel);
    }

    /// <summary>Who is in a channel, on all nodes.</summary>
    public async ValueTask<PresenceSnapshot> ReadAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        if (following is null)
            return registry.Read(channel);
        await following.EnterAsync(channel, cancellationToken);
        try
        {
            return registry.Read(channel);
        }
        finally
        {
            following.Leave(channel);
        }
    }

    public async ValueTask<Outcome<PresenceSnapshot>> ReadAsync(ChannelCaller caller, string channel, CancellationToken cancellationToken)
    {
        if (namespaces.Parse(channel).IsRefused(out var refusal, out var name))
            return refusal;
        refusal = await access.CheckAsync(caller, name, ChannelRights.Presence, cancellationToken);
        return refusal is null ? await ReadAsync(name, cancellationToken) : refusal;
    }

    public Outcome<bool> Update(ChannelConnection connection, UpdatePresenceRequest request)
    {
        if (namespaces.Parse(request.Channel).IsRefused(out var refusal, out var channel))
            return refusal;
        if (limits.MaxPresenceDataBytes > 0 && request.Data.Length > limits.MaxPresenceDataBytes)
            return Refusal.BadRequest("data", $"data has {request.Data.Length} bytes; the limit of presence data is {limits.MaxPresenceDataBytes}", limits.MaxPresenceDataBytes, request.Data.Length);
        if (FieldRules.Delivery(request.Data) is { } undeliverable)
            return undeliverable;
        if (!namespaces.Of(channel).HasPresence)
            return Refusal.BadRequest("channel", $"channel {channel.Brief()} has no presence", reason: "no_presence");
        Payload? data = request.Data.IsNull ? null : request.Data;
        return registry.Update(channel, connection.Presence, data)
            ? true
            : Refusal.NotSubscribed(channel);
    }
}
