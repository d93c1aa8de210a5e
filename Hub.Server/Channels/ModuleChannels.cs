using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>The modules' way to channels: past the limits of clients, with the state.</summary>
internal sealed class ModuleChannels(Namespaces namespaces, Intake intake, IEngine engine) : IModuleChannels
{
    public async ValueTask<ChannelAppend?> AppendAsync(ChannelName channel, IReadOnlyList<ModuleEntry> entries, long? expectedOffset, CancellationToken cancellationToken)
    {
        var appended = await intake.AppendAsync(channel, [.. entries.Select(DraftOf)], expectedOffset, DurabilityOf(channel), cancellationToken);
        return appended.Refusal is null ? appended.Value : null;
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

    public ValueTask SignalAsync(ChannelName channel, string type, Payload data, Publisher? publisher, CancellationToken cancellationToken) =>
        intake.SignalAsync(channel, type, data, publisher, cancellationToken);

    private async ValueTask<ModuleState> ReadAsync(ChannelName channel, StateQuery query, CancellationToken cancellationToken)
    {
        var page = await engine.ReadStateAsync(channel, query, cancellationToken);
        return new ModuleState(page.Entries, page.Position, page.ForgottenUpTo, page.HasMore);
    }

    // Read positions may be lost with a second; what a module writes down there, such as a ban, was promised to somebody.
    private Durability? DurabilityOf(ChannelName channel) =>
        channel.Namespace == "sys" && namespaces.Of(channel).Durability == Durability.Relaxed ? Durability.Durable : null;

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
