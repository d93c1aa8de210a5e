using System.Collections.Concurrent;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Chat;

/// <summary>Passes everything on and records what is read and written: the verb, the channel and the keys.</summary>
internal sealed class RecordingEngine(IEngine inner) : IEngine
{
    public ConcurrentQueue<string> Calls { get; } = [];

    public EngineTraits Traits => inner.Traits;

    public EngineHealth Health => inner.Health;

    public ValueTask StartAsync(IEngineListener listener, CancellationToken cancellationToken) => inner.StartAsync(listener, cancellationToken);

    public ValueTask<Position> ListenAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"listen {channel}");
        return inner.ListenAsync(channel, cancellationToken);
    }

    public ValueTask UnlistenAsync(ChannelName channel, CancellationToken cancellationToken) => inner.UnlistenAsync(channel, cancellationToken);

    public ValueTask<AppendResult> AppendAsync(Append append, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"append {append.Channel}");
        return inner.AppendAsync(append, cancellationToken);
    }

    public ValueTask<LogPage> ReadLogAsync(ChannelName channel, LogQuery query, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"log {channel}");
        return inner.ReadLogAsync(channel, query, cancellationToken);
    }

    public ValueTask<KeyPage> ReadStateAsync(ChannelName channel, StateQuery query, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"state {channel} {string.Join(',', query.Keys ?? [])}");
        return ReadAsync(channel, query, cancellationToken);
    }

    public ValueTask<bool> CompactAsync(Compaction compaction, CancellationToken cancellationToken) => inner.CompactAsync(compaction, cancellationToken);

    public ValueTask SignalAsync(Signal signal, CancellationToken cancellationToken) => inner.SignalAsync(signal, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    // Reading a value costs more than finding none: how many there were is a part of the call.
    private async ValueTask<KeyPage> ReadAsync(ChannelName channel, StateQuery query, CancellationToken cancellationToken)
    {
        var page = await inner.ReadStateAsync(channel, query, cancellationToken);
        Calls.Enqueue($"{page.Entries.Count} values");
        return page;
    }
}
