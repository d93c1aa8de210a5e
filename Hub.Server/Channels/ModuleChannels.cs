using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>The modules' way through the engine.</summary>
internal sealed class ModuleChannels(Namespaces namespaces, IEngine engine, TimeProvider time) : IModuleChannels
{
    public async ValueTask<ModuleAppend?> AppendAsync(ChannelName channel, IReadOnlyList<ModuleEntry> entries, long? expectedOffset, CancellationToken cancellationToken)
    {
        var options = namespaces.Of(channel);
        var append = new Append
        {
            Channel = channel,
            Drafts = [.. entries.Select(DraftOf)],
            Retention = options.Retention,
            Durability = DurabilityOf(channel, options),
            ExpectedOffset = expectedOffset,
        };
        var result = await engine.AppendAsync(append, cancellationToken);
        return result.Outcome == AppendOutcome.Conflict
            ? null
            : new ModuleAppend(result.Drafts[0].Position, result.Drafts[0].Duplicate, result.Head.Offset);
    }

    public async ValueTask<ModuleLog> ReadLogAsync(ChannelName channel, long? after, long? before, int limit, CancellationToken cancellationToken)
    {
        var page = await engine.ReadLogAsync(channel, new LogQuery { After = after, Before = before, Limit = limit }, cancellationToken);
        return new ModuleLog(page.Publications, page.Position, page.HasMore);
    }

    public ValueTask<ModuleState> ReadKeysAsync(ChannelName channel, IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        ReadAsync(channel, new StateQuery { Keys = keys, Limit = keys.Count, MaxBytes = long.MaxValue }, cancellationToken);

    public ValueTask<ModuleState> ReadPrefixAsync(ChannelName channel, string prefix, string? afterKey, int limit, CancellationToken cancellationToken) =>
        ReadAsync(channel, new StateQuery { Prefix = prefix, AfterKey = afterKey, Limit = limit }, cancellationToken);

    public ValueTask<ModuleState> ReadChangesAsync(ChannelName channel, string prefix, long after, int limit, CancellationToken cancellationToken) =>
        ReadAsync(channel, new StateQuery { Prefix = prefix, ChangedAfter = after, Limit = limit }, cancellationToken);

    public ValueTask SignalAsync(ChannelName channel, string type, Payload data, Publisher? publisher, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return engine.SignalAsync(new Signal { Channel = channel, Type = type, Data = data, Publisher = publisher, Time = now }, cancellationToken);
    }

    private async ValueTask<ModuleState> ReadAsync(ChannelName channel, StateQuery query, CancellationToken cancellationToken)
    {
        var page = await engine.ReadStateAsync(channel, query, cancellationToken);
        return new ModuleState(page.Entries, page.Position, page.ForgottenUpTo, page.HasMore);
    }

    // Read positions may be lost with a second; what a module writes down there, such as a ban, was promised to somebody.
    private static Durability DurabilityOf(ChannelName channel, NamespaceOptions options) =>
        channel.Namespace == "sys" && options.Durability == Durability.Relaxed ? Durability.Durable : options.Durability;

    private static Draft DraftOf(ModuleEntry entry) => new()
    {
        Type = entry.Type,
        Data = entry.Data,
        Key = entry.Key,
        Removed = entry.Removed,
        ExpectedKeyOffset = entry.ExpectedKeyOffset,
        Publisher = entry.Publisher,
        IdempotencyKey = entry.IdempotencyKey,
        IdempotencyScope = entry.Publisher?.UserId ?? "",
    };
}
