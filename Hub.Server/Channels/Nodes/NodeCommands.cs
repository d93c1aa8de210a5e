using System.Threading.Channels;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Nodes;

/// <summary>
/// Tells the other nodes what this one has done, so that they do the same: the log of <c>sys:control</c>. On an engine of one node nothing is told.
/// </summary>
internal sealed partial class NodeCommands(IModuleChannels channels, IEngine engine, NodeName node, TimeProvider time, ILogger<NodeCommands> logger) : BackgroundService
{
    // What a node reads that has missed some.
    private const int HistoryCount = 1_000;
    private const int MostWaiting = 10_000;

    private readonly Channel<Draft> waiting = System.Threading.Channels.Channel.CreateBounded<Draft>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });

    public static ChannelName Channel { get; } = ChannelName.Parse("sys:control");

    /// <summary>
    /// Tells the other nodes; they have done it a moment after the return. While the engine is away it is told later, in the background: what this node
    /// did is done.
    /// </summary>
    public async ValueTask SendAsync(string type, Payload data)
    {
        if (!engine.Traits.SpansNodes)
            return;
        var draft = new Draft { Type = type, Data = data, Publisher = new Publisher(node.Id, node.Value, "") };
        try
        {
            await AppendAsync(draft, CancellationToken.None);
        }
        catch (EngineUnavailableException)
        {
            LogLate(type);
            waiting.Writer.TryWrite(draft);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var draft in waiting.Reader.ReadAllAsync(stoppingToken))
            await EngineRetry.RunAsync(cancelled => AppendAsync(draft, cancelled), time, stoppingToken);
    }

    private async ValueTask AppendAsync(Draft draft, CancellationToken cancellationToken) =>
        await channels.AppendAsync(Channel, [draft], durability: Durability.Relaxed, historyCount: HistoryCount, cancellationToken: cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The other nodes can't be told of {Type}; they are told when the engine answers again")]
    private partial void LogLate(string type);
}
