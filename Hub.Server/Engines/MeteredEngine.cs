using System.Runtime.CompilerServices;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines;

/// <summary>Measures how long an engine takes and counts how often it fails. Cancelled calls are neither.</summary>
internal sealed class MeteredEngine(IEngine inner, ServerCounters counters, TimeProvider time) : IEngine
{
    /// <summary>The engine that does the work.</summary>
    public IEngine Inner => inner;

    public EngineTraits Traits => inner.Traits;

    public EngineHealth Health => inner.Health;

    public ValueTask StartAsync(IEngineListener listener, CancellationToken cancellationToken) => inner.StartAsync(listener, cancellationToken);

    public ValueTask<Position> ListenAsync(ChannelName channel, CancellationToken cancellationToken) => inner.ListenAsync(channel, cancellationToken);

    public ValueTask UnlistenAsync(ChannelName channel, CancellationToken cancellationToken) => inner.UnlistenAsync(channel, cancellationToken);

    public ValueTask<AppendResult> AppendAsync(Append append, CancellationToken cancellationToken) =>
        MeasureAsync("append", time.GetTimestamp(), inner.AppendAsync(append, cancellationToken));

    public ValueTask<LogPage> ReadLogAsync(ChannelName channel, LogQuery query, CancellationToken cancellationToken) =>
        MeasureAsync("read_log", time.GetTimestamp(), inner.ReadLogAsync(channel, query, cancellationToken));

    public ValueTask<KeyPage> ReadStateAsync(ChannelName channel, StateQuery query, CancellationToken cancellationToken) =>
        MeasureAsync("read_state", time.GetTimestamp(), inner.ReadStateAsync(channel, query, cancellationToken));

    public ValueTask<bool> CompactAsync(Compaction compaction, CancellationToken cancellationToken) =>
        MeasureAsync("compact", time.GetTimestamp(), inner.CompactAsync(compaction, cancellationToken));

    public ValueTask SignalAsync(Signal signal, CancellationToken cancellationToken) => inner.SignalAsync(signal, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    // What is there already is handed on without another state machine.
    private ValueTask<T> MeasureAsync<T>(string operation, long start, ValueTask<T> call)
    {
        if (!call.IsCompletedSuccessfully)
            return AwaitAsync(operation, start, call);
        counters.EngineAnswered(operation, time.GetElapsedTime(start));
        return call;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // Else every append would cost another object.
    private async ValueTask<T> AwaitAsync<T>(string operation, long start, ValueTask<T> call)
    {
        try
        {
            var result = await call;
            counters.EngineAnswered(operation, time.GetElapsedTime(start));
            return result;
        }
        catch (EngineUnavailableException)
        {
            counters.EngineFailed(operation);
            throw;
        }
    }
}
