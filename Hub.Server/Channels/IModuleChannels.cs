using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>
/// Channels as every module uses them: without the limits of clients, in whole batches, with the state. What is written and
/// read is the engine's own records (<see cref="Draft"/>, <see cref="LogPage"/>, <see cref="KeyPage"/>), which the engines
/// open to modules; the engine itself stays behind this interface.
/// </summary>
/// <remarks>
/// What a module does with a caller's connection is <see cref="Subscribing.IModuleSubscriptions"/>: it checks rights, and
/// who has a right is decided with this interface (<see cref="IChannelMembership"/>). Where the engine does not answer,
/// every method throws <see cref="EngineUnavailableException"/>, and nothing is half done.
/// </remarks>
internal interface IModuleChannels
{
    /// <summary>Appends a batch, all of it or nothing.</summary>
    /// <param name="channel">A channel of a configured namespace.</param>
    /// <param name="drafts">At least one, appended in order without anything between them.</param>
    /// <param name="expectedOffset">The head that the channel must have; null takes any. <see cref="Draft.ExpectedKeyOffset"/> does the same for a key.</param>
    /// <param name="durability">When it counts as accepted; null leaves that to the namespace, but for <c>sys:</c>, where a module's writes are durable.</param>
    /// <param name="historyCount">The most publications that the channel's log keeps, the same with every append; null leaves that to the namespace.</param>
    /// <param name="cancellationToken">Cancelling takes effect before the write or not at all.</param>
    /// <returns>Where the batch went; refused with <see cref="ErrorCode.Conflict"/> when an expected offset was wrong, and then nothing was changed.</returns>
    ValueTask<Outcome<ChannelAppend>> AppendAsync(
        ChannelName channel,
        IReadOnlyList<Draft> drafts,
        long? expectedOffset = null,
        Durability? durability = null,
        int? historyCount = null,
        CancellationToken cancellationToken = default);

    /// <summary>Reads a page of the log, ascending. A channel without anything reads as empty at offset 0.</summary>
    ValueTask<LogPage> ReadLogAsync(ChannelName channel, LogQuery query, CancellationToken cancellationToken = default);

    /// <summary>Reads a page of the state: by keys, by prefix, or what changed after an offset, with removals among it.</summary>
    ValueTask<KeyPage> ReadStateAsync(ChannelName channel, StateQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// Replaces a key's value by one that stands for everything up to an offset and lets the log go up to there. It takes
    /// no offset and is delivered to no subscriber. False when the state already holds a value from beyond that offset.
    /// </summary>
    ValueTask<bool> CompactAsync(Compaction compaction, CancellationToken cancellationToken = default);

    /// <summary>Sends a message that is not stored to the subscribers of the moment.</summary>
    ValueTask SignalAsync(ChannelName channel, string type, Payload data, Publisher? publisher, CancellationToken cancellationToken = default);

    /// <summary>Follows a channel on this node, whichever node publishes to it.</summary>
    /// <param name="channel">A channel of a configured namespace.</param>
    /// <param name="listener">Receives every publication behind <see cref="ChannelListening.Start"/>.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The listening; dispose it to end it.</returns>
    ValueTask<ChannelListening> ListenAsync(ChannelName channel, IChannelListener listener, CancellationToken cancellationToken = default);
}

/// <summary>Receives what is published to a channel. For one channel the calls come one after another; they must not block.</summary>
internal interface IChannelListener
{
    /// <summary>Publications in order of their offsets, each once, after they can be read.</summary>
    void OnPublications(string epoch, IReadOnlyList<Publication> publications);

    /// <summary>A signal.</summary>
    void OnSignal(Signal signal)
    {
    }

    /// <summary>The channel lost something it had shown and continues at this position of a new epoch: read it again.</summary>
    void OnReset(Position position);
}

/// <summary>The reads that modules make most.</summary>
internal static class ModuleChannelReads
{
    /// <summary>Reads the present values of some keys; absent ones are left out.</summary>
    public static ValueTask<KeyPage> ReadKeysAsync(this IModuleChannels channels, ChannelName channel, IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        channels.ReadStateAsync(channel, new StateQuery { Keys = keys, Limit = keys.Count, MaxBytes = long.MaxValue }, cancellationToken);

    /// <summary>The publication that set a key's value; null when it is not on the page.</summary>
    public static Publication? Find(this KeyPage page, string key)
    {
        foreach (var entry in page.Entries)
        {
            if (entry.Key == key)
                return entry;
        }

        return null;
    }
}
