using System.Collections.Concurrent;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Webhooks;

/// <summary>
/// Up to where the events of each channel have been dealt with. A channel's own log is the queue of its events: this is the only thing that has to be stored
/// beside it. In memory there is one position for each channel that ever had an event.
/// </summary>
internal sealed class WebhookProgress(IModuleChannels channels, string webhook)
{
    private readonly ConcurrentDictionary<ChannelName, Position> positions = new();
    private readonly ConcurrentDictionary<ChannelName, Task<Task>> beginning = new();
    private readonly ChannelName state = WebhookChannels.ProgressOf(webhook);

    public IEnumerable<ChannelName> Channels => positions.Select(one => one.Key);

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var entry in await WebhookChannels.ReadAsync(channels, state, cancellationToken))
        {
            if (ChannelName.TryParse(entry.Key, out var channel, out _))
                positions[channel] = entry.Data.Read(WebhookJson.Default.Position);
        }
    }

    public Position? Of(ChannelName channel) => positions.TryGetValue(channel, out var position) ? position : null;

    /// <summary>
    /// Makes sure that a channel has a position before something is appended to it. The first time that is its head, which is then stored, too: all that is
    /// acknowledged later has its events, whatever happens to this process.
    /// </summary>
    /// <returns>What has to end before the append is acknowledged.</returns>
    public async ValueTask<Task> BeginAsync(ChannelName channel)
    {
        if (positions.ContainsKey(channel) && !beginning.ContainsKey(channel))
            return Task.CompletedTask;
        try
        {
            var stored = await beginning.GetOrAdd(channel, ReadHeadAsync);
            if (stored.IsCompleted)
                beginning.TryRemove(channel, out _);
            return stored;
        }
        catch
        {
            beginning.TryRemove(channel, out _);
            throw;
        }
    }

    /// <summary>Everything up to a position has been dealt with.</summary>
    public async ValueTask MoveAsync(ChannelName channel, Position position, CancellationToken cancellationToken)
    {
        positions[channel] = position;

        // May be lost with the last 50 ms before a crash: then the same events are sent again, with the same ids.
        await channels.AppendAsync(state, [EntryOf(channel, position)], durability: Durability.Relaxed, cancellationToken: cancellationToken);
    }

    /// <summary>The channel's log has another epoch than before: nothing from this position on has been dealt with.</summary>
    public void Enter(ChannelName channel, Position first)
    {
        if (positions.TryGetValue(channel, out var known) && known.Epoch != first.Epoch)
            positions.TryUpdate(channel, first.At(Math.Min(known.Offset, first.Offset - 1)), known);
    }

    private async Task<Task> ReadHeadAsync(ChannelName channel)
    {
        var head = (await channels.ReadLogAsync(channel, new LogQuery { Limit = 1 })).Position;
        return StoreAsync(channel, positions.GetOrAdd(channel, head));
    }

    private async Task StoreAsync(ChannelName channel, Position position)
    {
        try
        {
            await channels.AppendAsync(state, [EntryOf(channel, position)]);
        }
        catch (EngineUnavailableException)
        {
            // The append that waits for this fails for the same reason.
        }
    }

    private static Draft EntryOf(ChannelName channel, Position position) => WebhookChannels.Entry(channel.Value, Payload.From(position, WebhookJson.Default.Position));
}
