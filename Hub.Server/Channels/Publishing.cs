using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Channels.Traces;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>Publishes and signals what clients and programs send.</summary>
internal sealed class Publishing(Namespaces namespaces, ChannelAccess access, ChannelAppender appender, IEngine engine, LimitOptions limits, RecentTraces? traces = null)
{
    public ValueTask<Outcome<PublishResult>> PublishAsync(ChannelConnection connection, PublishRequest request, CancellationToken cancellationToken) =>
        PublishAsync(connection.Caller, connection, request, cancellationToken);

    /// <summary>Publishes for a caller without a connection, for whom no rate of connections holds.</summary>
    public ValueTask<Outcome<PublishResult>> PublishAsync(ChannelCaller caller, PublishRequest request, CancellationToken cancellationToken) =>
        PublishAsync(caller, null, request, cancellationToken);

    public ValueTask<Outcome<bool>> SignalAsync(ChannelConnection connection, SignalRequest request, CancellationToken cancellationToken) =>
        SignalAsync(connection.Caller, request, cancellationToken);

    public async ValueTask<Outcome<bool>> SignalAsync(ChannelCaller caller, SignalRequest request, CancellationToken cancellationToken)
    {
        if (namespaces.Parse(request.Channel).IsRefused(out var refusal, out var channel))
            return refusal;
        refusal = FieldRules.Type(request.Type, limits.MaxTypeBytes)
            ?? FieldRules.Data(request.Data, limits.MaxMessageBytes)
            ?? await access.CheckAsync(caller, channel, ChannelRights.Signal, cancellationToken);
        if (refusal is not null)
            return refusal;
        return await appender.SignalAsync(channel, request.Type, request.Data, caller.ToPublisher(), cancellationToken);
    }

    private async ValueTask<Outcome<PublishResult>> PublishAsync(ChannelCaller caller, ChannelConnection? connection, PublishRequest request, CancellationToken cancellationToken)
    {
        var outcome = await AppendAsync(caller, connection, request, cancellationToken);
        if (outcome.Refusal is { } refusal)
            traces?.Refuse(RefusalTraces.Publish, request.Channel, caller, refusal);
        return outcome;
    }

    private async ValueTask<Outcome<PublishResult>> AppendAsync(ChannelCaller caller, ChannelConnection? connection, PublishRequest request, CancellationToken cancellationToken)
    {
        if (namespaces.Parse(request.Channel).IsRefused(out var refusal, out var channel))
            return refusal;
        refusal = Check(request, channel, namespaces.Of(channel).Mode) ?? await access.CheckAsync(caller, channel, ChannelRights.Publish, cancellationToken);
        if (refusal is null && connection is not null)
            refusal = await CheckNewAsync(connection, channel, cancellationToken);
        if (refusal is not null)
            return refusal;
        var appended = await appender.AppendAsync(channel, [DraftOf(request, caller)], request.ExpectedOffset, cancellationToken: cancellationToken);
        return appended.IsRefused(out refusal, out var place) ? refusal : new PublishResult(place.Position, place.Duplicate);
    }

    private static Draft DraftOf(PublishRequest request, ChannelCaller caller) => new()
    {
        Type = request.Type,
        Data = request.Data,
        Key = request.Key,
        Removed = request.Removed == true,
        Publisher = caller.ToPublisher(),
        IdempotencyKey = request.IdempotencyKey,
        IdempotencyScope = caller.IdempotencyScope,
    };

    private Refusal? Check(PublishRequest request, ChannelName channel, ChannelMode mode)
    {
        if (mode == ChannelMode.Signal)
            return Refusal.WrongMode(channel, $"channel {channel.Brief()} keeps nothing; signal to it instead of publishing");
        if (mode == ChannelMode.State && request.Key is null)
            return Refusal.BadRequest("key", $"key is missing; every publication of {channel.Brief()} has a key", reason: "missing");
        if (request.Removed == true && request.Key is null)
            return Refusal.BadRequest("key", "key is missing; removed takes a key", reason: "missing");
        return FieldRules.Type(request.Type, limits.MaxTypeBytes)
            ?? (request.Key is null ? null : FieldRules.Key(request.Key, limits.MaxKeyBytes))
            ?? (request.IdempotencyKey is null ? null : FieldRules.IdempotencyKey(request.IdempotencyKey, limits.MaxIdempotencyKeyBytes))
            ?? (request.ExpectedOffset is { } offset ? FieldRules.Offset("expectedOffset", offset) : null)
            ?? FieldRules.Data(request.Data, limits.MaxMessageBytes);
    }

    // A connection may begin only so many channels a second; the engine is asked only about those it has not met.
    private async ValueTask<Refusal?> CheckNewAsync(ChannelConnection connection, ChannelName channel, CancellationToken cancellationToken)
    {
        if (!connection.TryRemember(channel))
            return null;
        var head = (await engine.ReadLogAsync(channel, new LogQuery { Limit = 1 }, cancellationToken)).Head;
        if (head > 0 || connection.Limits.TryTake(LimitedAct.NewChannel, out var retryAfter))
            return null;
        connection.Forget(channel);
        return connection.Limits.Refuse(LimitedAct.NewChannel, retryAfter);
    }
}
