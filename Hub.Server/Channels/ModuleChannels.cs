using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;
using StatePage = RealtimeHub.Shared.StatePage;

namespace RealtimeHub.Server.Channels;

/// <summary>Channels for code inside the server: for its modules, and for the application that embeds it.</summary>
internal sealed class ModuleChannels(Namespaces namespaces, ChannelAppender appender, IEngine engine, LiveChannels live, ILogger<ChannelListening> logger)
    : IModuleChannels, IChannels
{
    public ValueTask<Outcome<ChannelAppend>> AppendAsync(ChannelName channel, IReadOnlyList<Draft> drafts, long? expectedOffset, Durability? durability, int? historyCount, CancellationToken cancellationToken) =>
        appender.AppendAsync(channel, drafts, expectedOffset, durability ?? DurabilityOf(channel), historyCount, cancellationToken);

    public ValueTask<LogPage> ReadLogAsync(ChannelName channel, LogQuery query, CancellationToken cancellationToken) =>
        engine.ReadLogAsync(channel, query, cancellationToken);

    public ValueTask<KeyPage> ReadStateAsync(ChannelName channel, StateQuery query, CancellationToken cancellationToken) =>
        engine.ReadStateAsync(channel, query, cancellationToken);

    public ValueTask<bool> CompactAsync(Compaction compaction, CancellationToken cancellationToken)
    {
        if (compaction.Data.FindObstacle() is { } obstacle)
            throw new ArgumentException("data " + obstacle, nameof(compaction));
        return engine.CompactAsync(compaction, cancellationToken);
    }

    public async ValueTask SignalAsync(ChannelName channel, string type, Payload data, Publisher? publisher, CancellationToken cancellationToken)
    {
        if ((await appender.SignalAsync(channel, type, data, publisher, cancellationToken)).Refusal is { } refusal)
            throw new ArgumentException(refusal.Text, nameof(data));
    }

    public async ValueTask<ChannelListening> ListenAsync(ChannelName channel, IChannelListener listener, CancellationToken cancellationToken)
    {
        var listening = await live.AcquireAsync(channel, namespaces.Of(channel).Mode, cancellationToken);
        return new ChannelListening(live, listening, listener, logger);
    }

    // The embedders' way: they publish as durably as the namespace says, and expect no offset, so only the data can be refused.
    async ValueTask<Position> IChannels.PublishAsync(ChannelName channel, string type, Payload data, string? key, CancellationToken cancellationToken)
    {
        var appended = await appender.AppendAsync(channel, [new Draft { Type = type, Data = data, Key = key }], cancellationToken: cancellationToken);
        return appended.IsRefused(out var refusal, out var append) ? throw new ArgumentException(refusal.Text, nameof(data)) : append.Position;
    }

    ValueTask IChannels.SignalAsync(ChannelName channel, string type, Payload data, CancellationToken cancellationToken) =>
        SignalAsync(channel, type, data, null, cancellationToken);

    async ValueTask<HistoryPage> IChannels.ReadHistoryAsync(ChannelName channel, long? after, long? before, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return Reading.ToPage(await engine.ReadLogAsync(channel, new LogQuery { After = after, Before = before, Limit = limit }, cancellationToken));
    }

    async ValueTask<StatePage> IChannels.ReadStateAsync(ChannelName channel, string? prefix, string? afterKey, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return Reading.ToPage(await engine.ReadStateAsync(channel, new StateQuery { Prefix = prefix, AfterKey = afterKey, Limit = limit }, cancellationToken));
    }

    // Read positions may be lost with a second; what a module writes down there, such as a ban, was promised to a user.
    private Durability? DurabilityOf(ChannelName channel) =>
        channel.Namespace == "sys" && namespaces.Of(channel).Durability == Durability.Relaxed ? Durability.Durable : null;
}
