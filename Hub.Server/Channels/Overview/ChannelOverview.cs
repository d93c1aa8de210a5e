using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Overview;

/// <summary>Shows operators which channels are in use on this node, and one channel as it stands.</summary>
internal sealed class ChannelOverview(Namespaces namespaces, ChannelAccess access, LiveChannels live, ChannelPresence presence, IEngine engine)
{
    /// <summary>How many channels anything on this node listens to.</summary>
    public int Count => live.Count;

    /// <summary>The channels that connections of this node are subscribed to, without those that only the server itself reads.</summary>
    public async ValueTask<ChannelPage> ListAsync(string prefix, string after, int limit, CancellationToken cancellationToken)
    {
        var found = live.All
            .Where(channel => channel.Name.Namespace != "sys" && string.CompareOrdinal(channel.Name.Value, after) > 0 && channel.Name.Value.StartsWith(prefix, StringComparison.Ordinal))
            .Where(channel => channel.Subscribers > 0)
            .OrderBy(channel => channel.Name.Value, StringComparer.Ordinal)
            .Take(limit + 1)
            .ToList();
        var page = new List<ChannelSummary>(Math.Min(limit, found.Count));
        foreach (var channel in found.Take(limit))
            page.Add(await SummarizeAsync(channel.Name, channel, cancellationToken));
        return new ChannelPage(page, found.Count > limit ? page[^1].Channel.Value : null);
    }

    /// <summary>A channel, in use or not.</summary>
    public async ValueTask<Outcome<ChannelSummary>> ReadAsync(ChannelCaller caller, string channel, CancellationToken cancellationToken)
    {
        if (namespaces.Parse(channel).IsRefused(out var refusal, out var name))
            return refusal;
        if (await access.CheckAsync(caller, name, ChannelRights.History, cancellationToken) is { } denied)
            return denied;
        return await SummarizeAsync(name, live.Find(name), cancellationToken);
    }

    private async ValueTask<ChannelSummary> SummarizeAsync(ChannelName name, LiveChannel? channel, CancellationToken cancellationToken)
    {
        var options = namespaces.Of(name);
        var (position, kept) = options.Mode == ChannelMode.Signal ? (channel?.Heard ?? Position.None, 0) : await HeadAsync(name, cancellationToken);
        var (publications, bytes) = channel?.Rate ?? default;
        return new ChannelSummary(
            name, options.Mode, position, channel?.Subscribers ?? 0, kept, Math.Round(publications, 1), Math.Round(bytes), options.HasPresence ? (await presence.ReadAsync(name, cancellationToken)).Users : null);
    }

    // Behind the greatest offset there is nothing to read from the disk.
    private async ValueTask<(Position Position, long Kept)> HeadAsync(ChannelName name, CancellationToken cancellationToken)
    {
        var page = await engine.ReadLogAsync(name, new LogQuery { After = Position.MaxOffset, Limit = 1 }, cancellationToken);
        return (page.Position, page.Head - page.FirstOffset + 1);
    }
}
