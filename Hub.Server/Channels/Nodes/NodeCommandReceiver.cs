using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Nodes;

/// <summary>Does on this node what the others tell: follows <c>sys:control</c> from the start on. What was told before was about connections that are none of this node's.</summary>
internal sealed partial class NodeCommandReceiver(
    IModuleChannels channels, IEngine engine, NodeName node, IEnumerable<INodeCommandHandler> handlers, TimeProvider time, ILogger<NodeCommandReceiver> logger) : IHostedService, IChannelListener, IDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly Dictionary<string, INodeCommandHandler> byType = handlers.ToDictionary(handler => handler.CommandType, StringComparer.Ordinal);
    private ChannelListening? listening;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (engine.Traits.SpansNodes)
            listening = await channels.ListenAsync(NodeCommands.Channel, this, cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (listening is not null)
            await listening.DisposeAsync();
        await end.CancelAsync();
    }

    public void Dispose() => end.Dispose();

    public void OnPublications(string epoch, IReadOnlyList<Publication> publications)
    {
        foreach (var publication in publications)
        {
            // A newer version's node may tell what this one does not know.
            if (publication.Publisher?.UserId != node.Id && byType.TryGetValue(publication.Type, out var handler))
                _ = RunAsync(handler, publication.Data);
        }
    }

    // What was lost with the log is about connections that this node has; what it was can't be known any more.
    public void OnReset(Position position) => LogLost();

    // Handlers act before they first wait: so they act in the order of the log.
    private async Task RunAsync(INodeCommandHandler handler, Payload data)
    {
        try
        {
            // What has to be read for it may not be readable now; left out, someone would keep what was taken away.
            await EngineRetry.RunAsync(cancelled => handler.RunAsync(data, cancelled), time, end.Token);
        }
        catch (Exception error)
        {
            LogFailed(handler.CommandType, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The engine lost what other nodes told; disconnects and kicks of the last moments may not have reached this node")]
    private partial void LogLost();

    [LoggerMessage(Level = LogLevel.Error, Message = "What another node told ({Type}) failed here.")]
    private partial void LogFailed(string type, Exception error);
}
