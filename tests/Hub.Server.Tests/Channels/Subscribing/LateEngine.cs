using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Channels.Subscribing;

/// <summary>An engine whose deliveries wait until <see cref="CatchUp"/>: what is read is ahead of what has been heard.</summary>
internal sealed class LateEngine(IEngine inner) : IEngine, IEngineListener
{
    private readonly Queue<Action> late = new();
    private IEngineListener? listener;
    private bool isLate;

    public EngineTraits Traits => inner.Traits;

    public EngineHealth Health => inner.Health;

    public void FallBehind() => isLate = true;

    public void CatchUp()
    {
        isLate = false;
        while (late.TryDequeue(out var deliver))
            deliver();
    }

    public ValueTask StartAsync(IEngineListener listener, CancellationToken cancellationToken)
    {
        this.listener = listener;
        return inner.StartAsync(this, cancellationToken);
    }

    public ValueTask<Position> ListenAsync(ChannelName channel, CancellationToken cancellationToken) => inner.ListenAsync(channel, cancellationToken);

    public ValueTask UnlistenAsync(ChannelName channel, CancellationToken cancellationToken) => inner.UnlistenAsync(channel, cancellationToken);

    public ValueTask<AppendResult> AppendAsync(Append append, CancellationToken cancellationToken) => inner.AppendAsync(append, cancellationToken);

    public ValueTask<LogPage> ReadLogAsync(ChannelName channel, LogQuery query, CancellationToken cancellationToken) => inner.ReadLogAsync(channel, query, cancellationToken);

    public ValueTask<KeyPage> ReadStateAsync(ChannelName channel, StateQuery query, CancellationToken cancellationToken) => inner.ReadStateAsync(channel, query, cancellationToken);

    public ValueTask<bool> CompactAsync(Compaction compaction, CancellationToken cancellationToken) => inner.CompactAsync(compaction, cancellationToken);

    public ValueTask SignalAsync(Signal signal, CancellationToken cancellationToken) => inner.SignalAsync(signal, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    void IEngineListener.OnPublications(ChannelName channel, string epoch, IReadOnlyList<Publication> publications) =>
        Deliver(() => listener!.OnPublications(channel, epoch, publications));

    void IEngineListener.OnSignal(Signal signal) => Deliver(() => listener!.OnSignal(signal));

    void IEngineListener.OnReset(ChannelName channel, Position position) => Deliver(() => listener!.OnReset(channel, position));

    private void Deliver(Action deliver)
    {
        if (isLate)
            late.Enqueue(deliver);
        else
            deliver();
    }
}
