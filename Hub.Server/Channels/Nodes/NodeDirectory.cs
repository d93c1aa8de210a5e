using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Nodes;

/// <summary>
/// Which nodes share the engine: the state of <c>sys:nodes</c>, where each writes every two seconds that it is there. On an engine of one node nothing is
/// written, and there is this one.
/// </summary>
internal sealed partial class NodeDirectory(
    IModuleChannels channels, IEngine engine, OwnNode self, IEnumerable<INodeRemains> remains, TimeProvider time, ILogger<NodeDirectory> logger) : BackgroundService, IChannelListener
{
    private const string RecordType = "node.beat";
    private const int PageSize = 1_000;

    // What a node reads that has missed some.
    private const int HistoryCount = 1_000;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource end = new();
    private readonly Lock gate = new();
    private readonly NodeTable table = new(self.Id);
    private ChannelListening? listening;

    /// <summary>A node came, or is gone: handlers ask <see cref="LifeOf"/>. Under no lock; they must not block.</summary>
    public event Action? Changed;

    /// <summary>This node was not heard for so long that the others may have taken it for gone, and removed what it had written.</summary>
    public event Action? Resumed;

    private static ChannelName Channel { get; } = ChannelName.Parse("sys:nodes");

    /// <summary>The nodes that live, this one among them, by id.</summary>
    public IReadOnlyList<KeyValuePair<string, NodeRecord>> All
    {
        get
        {
            lock (gate)
                return [.. table.Others.Append(KeyValuePair.Create(self.Id, self.Read()))];
        }
    }

    public NodeLife LifeOf(string id)
    {
        lock (gate)
            return table.LifeOf(id);
    }

    /// <summary>Makes this node known and learns of the others before clients may connect.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!engine.Traits.SpansNodes)
            return;
        await EngineRetry.RunAsync(
            async cancelled =>
            {
                listening ??= await channels.ListenAsync(Channel, this, cancelled);

                // Its own beat comes first: the ages of the others' are measured from its time.
                await BeatAsync(self.Read(), cancelled);
                await ReadAsync(cancelled);
            },
            time,
            cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Says that this node stops in order.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await end.CancelAsync();
        if (listening is null)
            return;
        await listening.DisposeAsync();
        try
        {
            await BeatAsync(self.Read() with { Stopped = true }, cancellationToken).AsTask().WaitAsync(StopLimit, time, cancellationToken);
        }
        catch (Exception unheard) when (unheard is EngineUnavailableException or TimeoutException or OperationCanceledException)
        {
            // Then it counts as gone a little later.
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        end.Dispose();
    }

    void IChannelListener.OnPublications(string epoch, IReadOnlyList<Publication> publications)
    {
        foreach (var publication in publications)
            Take(publication);
    }

    // Those that live are known, and beat again soon; what else there was is read.
    void IChannelListener.OnReset(Position position) => _ = EngineRetry.RunAsync(ReadAsync, time, end.Token);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(NodeTable.BeatInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await BeatAsync(self.Read(), stoppingToken);
                await RemoveForgottenAsync(stoppingToken);
            }
            catch (EngineUnavailableException)
            {
                // Health says so; the next beat is tried.
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogFailed(error);
            }
        }
    }

    private async ValueTask BeatAsync(NodeRecord record, CancellationToken cancellationToken) => await channels.AppendAsync(
        Channel,
        [new Draft { Type = RecordType, Key = self.Id, Data = Payload.From(record, NodesJson.Default.NodeRecord) }],
        durability: Durability.Relaxed,
        historyCount: HistoryCount,
        cancellationToken: cancellationToken);

    private async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        for (string? after = null; ;)
        {
            var page = await channels.ReadStateAsync(Channel, new StateQuery { AfterKey = after, Limit = PageSize }, cancellationToken);
            foreach (var entry in page.Entries)
                Take(entry);
            if (!page.HasMore)
                return;
            after = page.Entries[^1].Key;
        }
    }

    private void Take(Publication beat)
    {
        if (beat.Key is not { } id)
            return;
        NodeNews news;
        lock (gate)
            news = table.Take(id, beat.Removed is true ? null : beat.Data.Read(NodesJson.Default.NodeRecord), beat.Time, beat.Offset);
        if (news.HasFlag(NodeNews.Changed))
            Changed?.Invoke();
        if (news.HasFlag(NodeNews.Resumed))
            Resumed?.Invoke();
    }

    // By one node; one that beats in this moment stays, for its value is another then.
    private async Task RemoveForgottenAsync(CancellationToken cancellationToken)
    {
        KeyValuePair<string, long>[] forgotten;
        lock (gate)
            forgotten = table.IsFirst ? [.. table.Forgotten] : [];
        foreach (var (id, offset) in forgotten)
        {
            foreach (var left in remains)
                await left.RemoveAsync(id, cancellationToken);
            await channels.AppendAsync(
                Channel,
                [new Draft { Type = RecordType, Key = id, Data = default, Removed = true, ExpectedKeyOffset = offset }],
                durability: Durability.Relaxed,
                historyCount: HistoryCount,
                cancellationToken: cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "This node could not make itself known to the others; it tries again.")]
    private partial void LogFailed(Exception error);
}
