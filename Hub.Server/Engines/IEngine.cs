using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines;

/// <summary>
/// Stores and distributes. A channel is a log of publications plus a keyed state, changed together by one atomic append.
/// What every engine promises is a test of the conformance suite. Where a store does not answer in bounded time the verbs
/// throw <see cref="EngineUnavailableException"/>, and then nothing is half done.
/// </summary>
internal interface IEngine : IAsyncDisposable
{
    /// <summary>Facts about this engine.</summary>
    EngineTraits Traits { get; }

    /// <summary>Whether it can take appends now, and why not.</summary>
    EngineHealth Health { get; }

    /// <summary>Opens the store. Called once, before any other verb.</summary>
    ValueTask StartAsync(IEngineListener listener, CancellationToken cancellationToken);

    /// <summary>
    /// From the returned head on the listener receives every publication and signal of the channel.
    /// Listening twice is one listening.
    /// </summary>
    ValueTask<Position> ListenAsync(ChannelName channel, CancellationToken cancellationToken);

    /// <summary>The listener receives nothing of the channel after this has returned, and no call of it is under way.</summary>
    ValueTask UnlistenAsync(ChannelName channel, CancellationToken cancellationToken);

    /// <summary>Appends one batch to one channel: all of it or nothing.</summary>
    /// <remarks>Cancelling takes effect before the write or not at all.</remarks>
    ValueTask<AppendResult> AppendAsync(Append append, CancellationToken cancellationToken);

    /// <summary>Reads publications of a channel's log, ascending. A channel without anything reads as empty at offset 0.</summary>
    ValueTask<LogPage> ReadLogAsync(ChannelName channel, LogQuery query, CancellationToken cancellationToken);

    /// <summary>Reads the present values of a channel's keys.</summary>
    ValueTask<KeyPage> ReadStateAsync(ChannelName channel, StateQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces a key's value by one that includes everything up to an offset, and drops the log up to there. It takes
    /// no offset and is not delivered. False when the state already holds a value from beyond that offset.
    /// </summary>
    ValueTask<bool> CompactAsync(Compaction compaction, CancellationToken cancellationToken);

    /// <summary>Delivers a signal to the listener of its channel.</summary>
    ValueTask SignalAsync(Signal signal, CancellationToken cancellationToken);
}

/// <summary>Receives what an engine distributes. For one channel the calls come one after another; they never block.</summary>
internal interface IEngineListener
{
    /// <summary>Publications in order of their offsets, each once, after they can be read.</summary>
    void OnPublications(ChannelName channel, string epoch, IReadOnlyList<Publication> publications);

    /// <summary>A signal.</summary>
    void OnSignal(Signal signal);

    /// <summary>The channel lost something it had shown and stands at this position of a new epoch.</summary>
    void OnReset(ChannelName channel, Position position);
}

/// <summary>The store does not answer, or refuses to write.</summary>
internal sealed class EngineUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>
    /// True when the answer was lost on its way: what was to be written is stored as a whole or not at all, and repeating it
    /// with the same idempotency key is safe. Only of engines that are reached over a network; false says that nothing is stored.
    /// </summary>
    public bool MayBeStored { get; init; }
}

/// <summary>Facts about an engine.</summary>
/// <param name="SpansNodes">Whether several processes share it.</param>
/// <param name="SurvivesRestart">Whether what it stored outlives the process.</param>
internal sealed record EngineTraits(bool SpansNodes, bool SurvivesRestart);

/// <summary>Whether an engine can take appends.</summary>
/// <param name="Ready">True when it can.</param>
/// <param name="Reason">Why not, or what was lost and repaired, for people; null when all is well.</param>
internal sealed record EngineHealth(bool Ready, string? Reason)
{
    public static EngineHealth Good { get; } = new(true, null);
}
