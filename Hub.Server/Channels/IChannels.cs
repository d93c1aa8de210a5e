using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>Channels for code that runs inside the server: it has every right, and no limit of clients holds for it.</summary>
public interface IChannels
{
    /// <summary>Publishes in the server's own name.</summary>
    /// <param name="channel">A channel of a configured namespace that keeps publications.</param>
    /// <param name="type">What it means, 1–64 bytes.</param>
    /// <param name="data">The value.</param>
    /// <param name="key">The key whose value it sets; required in state mode.</param>
    /// <param name="cancellationToken">Cancelling takes effect before the write or not at all.</param>
    /// <exception cref="ArgumentException">Some client could not read the value: see <see cref="PayloadDelivery"/>.</exception>
    /// <returns>Its position, once the engine has accepted it as durably as its namespace says.</returns>
    ValueTask<Position> PublishAsync(ChannelName channel, string type, Payload data, string? key = null, CancellationToken cancellationToken = default);

    /// <summary>Sends a message that is not stored to the subscribers of the moment.</summary>
    /// <exception cref="ArgumentException">Some client could not read the value: see <see cref="PayloadDelivery"/>.</exception>
    ValueTask SignalAsync(ChannelName channel, string type, Payload data, CancellationToken cancellationToken = default);
}
