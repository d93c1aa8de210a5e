using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>
/// Channels for code that runs inside the server: it has every right, and no limit of clients holds for it. Get it from the application's services. May be used from any thread, from the
/// first hosted service's start until the last one's stop.
/// </summary>
/// <remarks>Where the engine does not answer, every method throws in bounded time, and nothing is half done.</remarks>
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

    /// <summary>Reads a page of a channel's log, ascending. A channel without anything reads as empty.</summary>
    /// <param name="channel">A channel of a configured namespace.</param>
    /// <param name="after">Only what has a greater offset; null begins with the oldest, or reads the newest where <paramref name="before"/> is null, too.</param>
    /// <param name="before">Only what has a smaller offset, the newest of it; null has no bound.</param>
    /// <param name="limit">The most publications, at least 1.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The page; its position is the channel's at the time of the read, from which a subscription can continue.</returns>
    ValueTask<HistoryPage> ReadHistoryAsync(ChannelName channel, long? after = null, long? before = null, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Reads a page of the latest values of a channel in state mode, in the order of their keys.</summary>
    /// <param name="channel">A channel of a configured namespace.</param>
    /// <param name="prefix">Only keys that begin so; null reads all.</param>
    /// <param name="afterKey">Only keys behind this one: the <see cref="StatePage.NextKey"/> of the page before; null begins with the first.</param>
    /// <param name="limit">The most entries, at least 1.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    ValueTask<StatePage> ReadStateAsync(ChannelName channel, string? prefix = null, string? afterKey = null, int limit = 100, CancellationToken cancellationToken = default);
}
