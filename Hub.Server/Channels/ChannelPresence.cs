using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Presence;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>Presence as subscribers meet it: being subscribed is being here, where the namespace has presence.</summary>
internal sealed class ChannelPresence(Namespaces namespaces, ChannelAccess access, PresenceRegistry registry, LimitOptions limits)
{
    /// <summary>Lets a subscriber in; gives who is here when it asked to see.</summary>
    public async ValueTask<PresenceSnapshot?> JoinAsync(ChannelConnection connection, CallerEdge edge, ChannelName channel, NamespaceOptions options, bool sees, CancellationToken cancellationToken)
    {
        if (!options.HasPresence)
            return null;
        var watchers = ChannelGroups.Watchers(channel);

        // The group comes before the snapshot: what is announced in between is in both, and the version tells.
        if (sees)
            await edge.Groups.AddToGroupAsync(connection.Id, watchers, cancellationToken);
        else
            await edge.Groups.RemoveFromGroupAsync(connection.Id, watchers, cancellationToken);
        registry.Join(channel, connection.Presence);
        return sees ? registry.Read(channel) : null;
    }

    public async ValueTask LeaveAsync(ChannelConnection connection, CallerEdge edge, ChannelName channel, CancellationToken cancellationToken)
    {
        await edge.Groups.RemoveFromGroupAsync(connection.Id, ChannelGroups.Watchers(channel), cancellationToken);
        registry.Leave(channel, connection.Presence, orderly: true);
    }

    public void LeaveAll(ChannelConnection connection, bool orderly) => registry.LeaveAll(connection.Presence, orderly);

    public async ValueTask<Outcome<PresenceSnapshot>> ReadAsync(ChannelCaller caller, string channel, CancellationToken cancellationToken)
    {
        if (namespaces.Parse(channel).IsRefused(out var refusal, out var name))
            return refusal;
        refusal = await access.CheckAsync(caller, name, ChannelRights.Presence, cancellationToken);
        return refusal is null ? registry.Read(name) : refusal;
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
