using System.Runtime.CompilerServices;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Diagnostics.Telemetry;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>
/// The one way into a channel, for every sender: what its namespace keeps is added, the engine is called, and what it took
/// is counted. Whether the sender may is decided before.
/// </summary>
internal sealed class ChannelAppender(Namespaces namespaces, IEngine engine, ServerCounters counters, TimeProvider time, ChannelObservers? observers = null)
{
    /// <summary>Appends a batch, all of it or nothing.</summary>
    /// <param name="channel">A channel of a namespace that is there.</param>
    /// <param name="drafts">At least one, appended in order without anything between them.</param>
    /// <param name="expectedOffset">The head that the channel must have; null takes any.</param>
    /// <param name="durability">When it counts as accepted; null leaves that to the namespace.</param>
    /// <param name="historyCount">The most publications that the channel's log keeps; null leaves that to the namespace.</param>
    /// <param name="cancellationToken">Cancelling takes effect before the write or not at all.</param>
    /// <returns>Where the batch went, or the refusal; to be awaited once.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // Else every publish would cost another object.
    public async ValueTask<Outcome<ChannelAppend>> AppendAsync(
        ChannelName channel,
        IReadOnlyList<Draft> drafts,
        long? expectedOffset = null,
        Durability? durability = null,
        int? historyCount = null,
        CancellationToken cancellationToken = default)
    {
        if (CheckDelivery(drafts) is { } undeliverable)
            return undeliverable;
        using var span = Tracing.StartPublish(channel.Value, drafts.Count);
        if (span is { Recorded: true, Id: { } trace })
            drafts = [.. drafts.Select(draft => draft with { Trace = trace })];
        var options = namespaces.Of(channel);
        var append = new Append
        {
            Channel = channel,
            Drafts = drafts,
            Retention = historyCount is { } count ? options.Retention with { HistoryCount = count } : options.Retention,
            Durability = durability ?? options.Durability,
            ExpectedOffset = expectedOffset,
        };
        var noted = observers is null ? Task.CompletedTask : await observers.AppendingAsync(channel, drafts);
        var result = await engine.AppendAsync(append, cancellationToken);
        if (result.Outcome == AppendOutcome.Conflict)
            return ConflictAt(result.Head.Offset, append);
        var accepted = 0;
        Position? first = null;
        foreach (var draft in result.Drafts)
        {
            if (draft.Duplicate)
                continue;
            accepted++;
            first ??= draft.Position;
        }

        if (first is { } position)
        {
            counters.Published(channel.Value.AsSpan(0, channel.Value.IndexOf(':', StringComparison.Ordinal)), accepted);
            await noted;
            observers?.Appended(channel, drafts, position);
        }

        return new ChannelAppend(result.Drafts[0].Position, result.Drafts[0].Duplicate, result.Head.Offset);
    }

    /// <summary>Sends a message that is not stored to the subscribers of the moment.</summary>
    public async ValueTask<Outcome<bool>> SignalAsync(ChannelName channel, string type, Payload data, Publisher? publisher, CancellationToken cancellationToken)
    {
        if (FieldRules.Delivery(data) is { } refusal)
            return refusal;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await engine.SignalAsync(new Signal { Channel = channel, Type = type, Data = data, Publisher = publisher, Time = now }, cancellationToken);
        counters.Signalled();
        return true;
    }

    private static Refusal? CheckDelivery(IReadOnlyList<Draft> drafts)
    {
        for (var i = 0; i < drafts.Count; i++)
        {
            if (FieldRules.Delivery(drafts[i].Data) is { } refusal)
                return drafts.Count == 1 ? refusal : refusal.At(i);
        }

        return null;
    }

    private static Refusal ConflictAt(long head, Append append)
    {
        var channel = append.Channel.Brief();
        if (append.ExpectedOffset is not { } expected || expected == head)
            return new Refusal(ErrorCode.Conflict, $"a key of {channel} has another value than was expected; read it and decide again", new RefusalDetails { Channel = channel, Reason = "key_changed" });
        return new Refusal(
            ErrorCode.Conflict,
            $"expectedOffset is {expected}, but {channel} stands at {head}; read what is new and decide again",
            new RefusalDetails { Channel = channel, Reason = "offset_changed", Field = "expectedOffset", Actual = head });
    }
}

/// <summary>Where a batch went.</summary>
/// <param name="Position">The position of its first draft, or the first one's of a repeated idempotency key.</param>
/// <param name="Duplicate">Whether the first draft was such a repeat.</param>
/// <param name="Head">The channel's head afterwards.</param>
internal readonly record struct ChannelAppend(Position Position, bool Duplicate, long Head);
