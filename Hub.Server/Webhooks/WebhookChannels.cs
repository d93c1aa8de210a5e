using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Webhooks;

/// <summary>Where a webhook keeps what must survive a restart: states of <c>sys:</c>, each with one key for each channel or event.</summary>
internal static class WebhookChannels
{
    private const int PageSize = 1_000;

    /// <summary>The webhooks that have something stored: one key each.</summary>
    public static ChannelName Names { get; } = ChannelName.Of("sys", "webhooks");

    /// <summary>Up to where a channel's events have been dealt with.</summary>
    public static ChannelName ProgressOf(string webhook) => ChannelName.Of("sys", $"webhooks/{webhook}/progress");

    /// <summary>The channels that the receiver takes for occupied.</summary>
    public static ChannelName OccupiedOf(string webhook) => ChannelName.Of("sys", $"webhooks/{webhook}/occupied");

    /// <summary>The events that were given up.</summary>
    public static ChannelName DeadLettersOf(string webhook) => ChannelName.Of("sys", $"webhooks/{webhook}/dead");

    /// <summary>A key that is set.</summary>
    public static Draft Entry(string key, Payload data) => new() { Type = "webhook", Key = key, Data = data };

    /// <summary>A key that is taken away.</summary>
    public static Draft NoEntry(string key) => new() { Type = "webhook", Key = key, Data = default, Removed = true };

    /// <summary>All that a state has, in the order in which it was stored.</summary>
    public static async Task<IReadOnlyList<Publication>> ReadAsync(IModuleChannels channels, ChannelName state, CancellationToken cancellationToken)
    {
        var entries = new List<Publication>();
        for (string? after = null; ;)
        {
            var page = await channels.ReadStateAsync(state, new StateQuery { AfterKey = after, Limit = PageSize }, cancellationToken);
            entries.AddRange(page.Entries);
            if (!page.HasMore)
                return [.. entries.OrderBy(entry => entry.Offset)];
            after = page.Entries[^1].Key;
        }
    }

    /// <summary>Forgets what webhooks that are configured no more have stored: one that is configured again later starts again instead of sending what is long past.</summary>
    public static async Task ForgetOthersAsync(IModuleChannels channels, IReadOnlyCollection<string> webhooks, CancellationToken cancellationToken)
    {
        var known = (await ReadAsync(channels, Names, cancellationToken)).Select(entry => entry.Key!).ToList();
        foreach (var old in known.Except(webhooks))
        {
            foreach (var state in new[] { ProgressOf(old), OccupiedOf(old), DeadLettersOf(old) })
            {
                foreach (var batch in (await ReadAsync(channels, state, cancellationToken)).Chunk(PageSize))
                    await channels.AppendAsync(state, [.. batch.Select(entry => NoEntry(entry.Key!))], cancellationToken: cancellationToken);
            }

            await channels.AppendAsync(Names, [NoEntry(old)], cancellationToken: cancellationToken);
        }

        foreach (var added in webhooks.Except(known))
            await channels.AppendAsync(Names, [Entry(added, default)], cancellationToken: cancellationToken);
    }
}
