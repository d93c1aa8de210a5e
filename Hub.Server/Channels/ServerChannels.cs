using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>The modules' and embedders' way to channels: past the limits of clients, through the same engine.</summary>
internal sealed class ServerChannels(Namespaces namespaces, IEngine engine, ServerCounters counters, TimeProvider time) : IChannels
{
    public async ValueTask<Position> PublishAsync(ChannelName channel, string type, Payload data, string? key = null, CancellationToken cancellationToken = default)
    {
        var result = await AppendAsync(channel, [new Draft { Type = type, Data = data, Key = key }], cancellationToken);
        return result.Drafts[0].Position;
    }

    public ValueTask SignalAsync(ChannelName channel, string type, Payload data, CancellationToken cancellationToken = default) =>
        engine.SignalAsync(
            new Signal { Channel = channel, Type = type, Data = data, Time = time.GetUtcNow().ToUnixTimeMilliseconds() },
            cancellationToken);

    /// <summary>Appends a batch, all of it or nothing.</summary>
    public async ValueTask<AppendResult> AppendAsync(ChannelName channel, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        var options = namespaces.Of(channel);
        var append = new Append { Channel = channel, Drafts = drafts, Retention = options.Retention, Durability = options.Durability };
        var result = await engine.AppendAsync(append, cancellationToken);
        counters.Published(result.Drafts.Count(draft => !draft.Duplicate));
        return result;
    }
}
