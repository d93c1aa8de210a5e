using System.Collections.Concurrent;
using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Webhooks;

/// <summary>
/// Which channels have subscribers on this node, and which of them the receiver takes for occupied. Only the latter is stored: what the two differ in is what has to be
/// sent, so that nothing piles up while a receiver is away.
/// </summary>
internal sealed class WebhookOccupancy(IModuleChannels channels, string webhook, TimeSpan vacatedDelay, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<ChannelName, Seen> seen = [];
    private readonly ConcurrentDictionary<ChannelName, bool> told = new();
    private readonly ChannelName state = WebhookChannels.OccupiedOf(webhook);

    // After a restart clients have the same time to return as after the loss of a connection.
    private readonly TimeSpan started = time.GetElapsedTime(0);

    /// <summary>The channels for which there may be something to send.</summary>
    public IEnumerable<ChannelName> Different
    {
        get
        {
            lock (gate)
                return [.. seen.Where(one => one.Value.Subscribers > 0 && !told.ContainsKey(one.Key)).Select(one => one.Key), .. told.Select(one => one.Key).Where(channel => !IsOccupied(channel))];
        }
    }

    private TimeSpan Now => time.GetElapsedTime(0);

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var entry in await WebhookChannels.ReadAsync(channels, state, cancellationToken))
        {
            if (ChannelName.TryParse(entry.Key, out var channel, out _))
                told[channel] = true;
        }
    }

    /// <summary>A subscription more; true when it is the first.</summary>
    public bool Add(ChannelName channel)
    {
        lock (gate)
        {
            var count = seen.GetValueOrDefault(channel).Subscribers + 1;
            seen[channel] = new Seen(count, default);
            return count == 1;
        }
    }

    /// <summary>A subscription less; true when it was the last.</summary>
    public bool Remove(ChannelName channel)
    {
        lock (gate)
        {
            var count = seen.GetValueOrDefault(channel).Subscribers - 1;
            seen[channel] = new Seen(count, Now);
            return count == 0;
        }
    }

    /// <summary>What the receiver has to be told, and when that is certain; null when it knows all.</summary>
    public (bool IsOccupied, TimeSpan In)? NewsOf(ChannelName channel)
    {
        lock (gate)
        {
            var isOccupied = IsOccupied(channel);
            if (isOccupied == told.ContainsKey(channel))
            {
                if (!isOccupied && seen.TryGetValue(channel, out var known) && known.Subscribers == 0)
                    seen.Remove(channel);
                return null;
            }

            var since = seen.TryGetValue(channel, out var left) ? left.Since : started;
            var wait = since + vacatedDelay - Now;
            return (isOccupied, isOccupied || wait < TimeSpan.Zero ? TimeSpan.Zero : wait);
        }
    }

    /// <summary>The receiver knows, or will never.</summary>
    public async ValueTask TellAsync(ChannelName channel, bool isOccupied, CancellationToken cancellationToken)
    {
        if (isOccupied)
            told[channel] = true;
        else
            told.TryRemove(channel, out _);
        await channels.AppendAsync(state, [isOccupied ? WebhookChannels.Entry(channel.Value, default) : WebhookChannels.NoEntry(channel.Value)], cancellationToken: cancellationToken);
    }

    private bool IsOccupied(ChannelName channel) => seen.TryGetValue(channel, out var known) && known.Subscribers > 0;

    /// <param name="Subscribers">How many there are; an end may be counted before its beginning.</param>
    /// <param name="Since">When the last left.</param>
    private readonly record struct Seen(int Subscribers, TimeSpan Since);
}
