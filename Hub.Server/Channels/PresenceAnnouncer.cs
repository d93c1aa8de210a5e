using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Presence;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>Tells a change of presence to those on this node who asked to see it.</summary>
internal sealed class PresenceAnnouncer(Connections connections, ServerCounters counters) : IPresenceAnnouncer
{
    public void Announce(PresenceChange change)
    {
        counters.PresenceChanged();
        connections.Offer(ChannelGroups.Watchers(change.Channel), nameof(IChannelClient.Presence), change);
    }
}
