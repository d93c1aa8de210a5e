using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>The embedders' way to channels: past the limits of clients.</summary>
internal sealed class ServerChannels(Intake intake) : IChannels
{
    public async ValueTask<Position> PublishAsync(ChannelName channel, string type, Payload data, string? key = null, CancellationToken cancellationToken = default) =>
        (await intake.AppendAsync(channel, [new Draft { Type = type, Data = data, Key = key }], cancellationToken: cancellationToken)).Value.Position;

    public ValueTask SignalAsync(ChannelName channel, string type, Payload data, CancellationToken cancellationToken = default) =>
        intake.SignalAsync(channel, type, data, null, cancellationToken);
}
