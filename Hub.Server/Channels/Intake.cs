using System.Runtime.CompilerServices;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>
/// The one way into a channel, whoever sends: what its namespace keeps is added, the engine is called, and what it took
/// is counted. Whether the sender may is decided before.
/// </summary>
internal sealed class Intake(Namespaces namespaces, IEngine engine, ServerCounters counters, TimeProvider time)
{
    /// <summary>Appends a batch, all of it or nothing.</summary>
    /// <param name="channel">A channel of a namespace that is there.</param>
    /// <param name="drafts">At least one, appended in order without anything between them.</param>
    /// <param name="expectedOffset">The head that the channel must have; null takes any.</param>
    /// <param name="durability">When it counts as accepted; null leaves that to the namespace.</param>
    /// <param name="cancellationToken">Cancelling takes effect before the write or not at all.</param>
    /// <returns>Where the batch went, or the refusal; to be awaited once.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // Else every publish would cost another object.
    public async ValueTask<Outcome<ChannelAppend>> AppendAsync(
        ChannelName channel,
        IReadOnlyList<Draft> drafts,
        long? expectedOffset = null,
        Durability? durability = null,
        CancellationToken cancellationToken = default)
    {
        var options = namespaces.Of(channel);
        var append = new Append
        {
            Channel = channel,
            Drafts = drafts,
            Retention = options.Retention,
            Durability = durability ?? options.Durability,
            ExpectedOffset = expectedOffset,
        };
        var result = await engine.AppendAsync(append, cancellationToken);
        if (result.Outcome == AppendOutcome.Conflict)
            return ConflictAt(result.Head.Offset, append);
        foreach (var draft in result.Drafts)
        {
            if (!draft.Duplicate)
                counters.Published();
        }

        return new ChannelAppend(result.Drafts[0].Position, result.Drafts[0].Duplicate, result.Head.Offset);
    }

    /// <summary>Hands a message that nobody keeps to whoever is there.</summary>
    public async ValueTask SignalAsync(ChannelName channel, string type, Payload data, Publisher? publisher, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await engine.SignalAsync(new Signal { Channel = channel, Type = type, Data = data, Publisher = publisher, Time = now }, cancellationToken);
        counters.Signalled();
    }

    private static Refusal ConflictAt(long head, Append append) => new(
        ErrorCode.Conflict,
        append.ExpectedOffset is { } expected && expected != head
            ? $"expectedOffset is {expected}, but {append.Channel.Brief()} stands at {head}; read what is new and decide again"
            : $"a key of {append.Channel.Brief()} has another value than was expected; read it and decide again");
}

/// <summary>Where a batch went.</summary>
/// <param name="Position">The position of its first draft, or the first one's of a repeated idempotency key.</param>
/// <param name="Duplicate">Whether the first draft was such a repeat.</param>
/// <param name="Head">The channel's head afterwards.</param>
internal readonly record struct ChannelAppend(Position Position, bool Duplicate, long Head);
