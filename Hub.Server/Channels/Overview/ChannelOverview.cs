using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Presence;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Overview;

/// <summary>Shows operators which channels are in use on this node, and one channel as it stands.</summary>
internal sealed class ChannelOverview(Namespaces namespaces, ChannelAccess access, LiveChannels live, PresenceRegistry presence, IEngine engine)
{
    /// <summary>How many channels anything on this node listens to.</summary>
    public int Count => live.Count;

    /// <summary>The channels that connections of this node are subscribed to, without those that only the server itself reads.</summary>
    public ChannelPage List(string prefix, string after, int limit)
    {
        var found = live.All
            .Where(channel => channel.Name.Namespace != "sys" && string.CompareOrdinal(channel.Name.Value, after) > 0 && channel.Name.Value.StartsWith(prefix, StringComparison.Ordinal))
            .Select(channel => (channel.Name, channel.Heard, channel.Subscribers))
            .Where(channel => channel.Subscribers > 0)
            .OrderBy(channel => channel.Name.Value, StringComparer.Ordinal)
            .Take(limit + 1)
            .ToList();
        var page = found.Take(limit).Select(channel => Summarize(channel.Name, channel.Heard, channel.Subscribers)).ToArray();
        return new ChannelPage(page, found.Count > limit ? page[^1].Channel.Value : null);
    }

    /// <summary>A channel, in use or not.</summary>
    public async ValueTask<Outcome<ChannelSummary>> ReadAsync(ChannelCaller caller, string channel, CancellationToken cancellationToken)
    {
        if (namespaces.Parse(channel).IsRefused(out var refusal, out var name))
            return refusal;
        if (await access.CheckAsync(caller, name, ChannelRights.History, cancellationToken) is { } denied)
            return denied;
        var position = namespaces.Of(name).Mode == ChannelMode.Signal
            ? Position.None
            : (await engine.ReadLogAsync(name, new LogQuery { Limit = 1 }, cancellationToken)).Position;
        return Summarize(name, position, live.Find(name)?.Subscribers ?? 0);
    }

    private ChannelSummary Summarize(ChannelName name, Position position, int subscribers)
    {
        var options = namespaces.Of(name);
        return new ChannelSummary(name, options.Mode, position, subscribers, options.HasPresence ? presence.Read(name).Users : null);
    }
}
