using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Schedules;

/// <summary>
/// An engine whose every verb takes its time and whose deliveries come late, in order, as those of a store over a network
/// do. Remembers all that was ever appended.
/// </summary>
internal sealed class PacedEngine(IEngine inner, IPace pace, Random random) : IEngine, IEngineListener
{
    private readonly Lock gate = new();
    private readonly Dictionary<ChannelName, Queue<Action>> late = [];
    private readonly Dictionary<ChannelName, TaskCompletionSource> delivering = [];
    private readonly ConcurrentDictionary<ChannelName, List<Publication>> truth = [];
    private IEngineListener? listener;

    public EngineTraits Traits => inner.Traits;

    public EngineHealth Health => inner.Health;

    /// <summary>Everything that was appended to a channel, the first at place 0.</summary>
    public IReadOnlyList<Publication> Truth(ChannelName channel)
    {
        var all = truth.GetOrAdd(channel, static _ => []);
        lock (all)
            return [.. all];
    }

    public ValueTask StartAsync(IEngineListener listener, CancellationToken cancellationToken)
    {
        this.listener = listener;
        return inner.StartAsync(this, cancellationToken);
    }

    public async ValueTask<Position> ListenAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        await pace.PauseAsync();
        var position = await inner.ListenAsync(channel, cancellationToken);
        await pace.PauseAsync();
        return position;
    }

    public async ValueTask UnlistenAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        await pace.PauseAsync();
        await inner.UnlistenAsync(channel, cancellationToken);
        Task last;
        lock (gate)
        {
            late.GetValueOrDefault(channel)?.Clear();
            last = delivering.GetValueOrDefault(channel)?.Task ?? Task.CompletedTask;
        }

        await last;
        await pace.PauseAsync();
    }

    public async ValueTask<AppendResult> AppendAsync(Append append, CancellationToken cancellationToken)
    {
        await pace.PauseAsync();
        AppendResult result;
        var all = truth.GetOrAdd(append.Channel, static _ => []);

        // The memory engine answers at once, so the truth is in order however many publish.
        lock (all)
        {
            result = inner.AppendAsync(append, cancellationToken).AsTask().GetAwaiter().GetResult();
            foreach (var (draft, at) in append.Drafts.Zip(result.Drafts))
                all.Add(Of(append.Channel, draft, at.Position.Offset));
        }

        await pace.PauseAsync();
        return result;
    }

    public async ValueTask<LogPage> ReadLogAsync(ChannelName channel, LogQuery query, CancellationToken cancellationToken)
    {
        await pace.PauseAsync();
        cancellationToken.ThrowIfCancellationRequested();
        var page = await inner.ReadLogAsync(channel, query with { Limit = Math.Min(query.Limit, 5) }, cancellationToken);
        await pace.PauseAsync();
        return page;
    }

    public async ValueTask<KeyPage> ReadStateAsync(ChannelName channel, StateQuery query, CancellationToken cancellationToken)
    {
        await pace.PauseAsync();
        cancellationToken.ThrowIfCancellationRequested();
        var page = await inner.ReadStateAsync(channel, query with { Limit = Math.Min(query.Limit, 2) }, cancellationToken);
        await pace.PauseAsync();
        return page;
    }

    public ValueTask<bool> CompactAsync(Compaction compaction, CancellationToken cancellationToken) => inner.CompactAsync(compaction, cancellationToken);

    public ValueTask SignalAsync(Signal signal, CancellationToken cancellationToken) => inner.SignalAsync(signal, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    void IEngineListener.OnPublications(ChannelName channel, string epoch, IReadOnlyList<Publication> publications) =>
        Later(channel, () => listener!.OnPublications(channel, epoch, publications));

    void IEngineListener.OnSignal(Signal signal) => Later(signal.Channel, () => listener!.OnSignal(signal));

    void IEngineListener.OnReset(ChannelName channel, Position position) => Later(channel, () => listener!.OnReset(channel, position));

    private static Publication Of(ChannelName channel, Draft draft, long offset) => new()
    {
        Channel = channel,
        Offset = offset,
        Type = draft.Type,
        Data = draft.Data,
        Key = draft.Key,
        Removed = draft.Removed ? true : null,
        Stale = draft.Stale ? true : null,
        Time = 0,
    };

    private void Later(ChannelName channel, Action act)
    {
        lock (gate)
        {
            if (!late.TryGetValue(channel, out var queue))
                late[channel] = queue = new Queue<Action>();
            queue.Enqueue(act);
        }

        _ = DeliverAsync(channel);
    }

    private async Task DeliverAsync(ChannelName channel)
    {
        await pace.PauseAsync();
        await Task.Yield();
        lock (gate)
        {
            if (!delivering.TryAdd(channel, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)))
                return;
        }

        while (true)
        {
            for (var pauses = Lag(); pauses > 0; pauses--)
                await pace.PauseAsync();
            if (!TryTake(channel, out var act))
                return;
            act();
        }
    }

    private bool TryTake(ChannelName channel, [NotNullWhen(true)] out Action? act)
    {
        lock (gate)
        {
            if (late[channel].TryDequeue(out act))
                return true;
            delivering.Remove(channel, out var ended);
            ended!.SetResult();
            return false;
        }
    }

    // Now and then much is appended and read before it is heard, as on a node that is behind.
    private int Lag()
    {
        lock (gate)
            return random.Next(16) == 0 ? random.Next(60) : 0;
    }
}
