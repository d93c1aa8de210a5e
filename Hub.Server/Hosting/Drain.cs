using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Server.Modules.Documents.Live;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hosting;

/// <summary>
/// An orderly stop: the node is no longer ready, its clients are asked to reconnect at random moments, and the remaining
/// connections are closed so that their clients reconnect elsewhere. It takes less than 20 s.
/// </summary>
internal sealed partial class Drain(Connections connections, ConnectionCloser closer, DocumentSessions sessions, TimeProvider time, ILogger<Drain> logger) : IReadinessCheck
{
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CheckEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(8);
    private readonly Lock gate = new();
    private Task? running;

    public bool IsDraining
    {
        get
        {
            lock (gate)
                return running is not null;
        }
    }

    public string? Reason => IsDraining ? "this node is draining" : null;

    /// <summary>Drains once; all callers wait for the same drain.</summary>
    public Task RunAsync()
    {
        lock (gate)
            return running ??= DrainAsync();
    }

    private async Task DrainAsync()
    {
        LogDraining(connections.Count);
        var start = time.GetTimestamp();
        connections.OfferAll(nameof(IChannelClient.Draining), new Draining((int)Spread.TotalMilliseconds));
        while (connections.Count > 0 && time.GetElapsedTime(start) < Spread)
            await Task.Delay(CheckEvery, time);

        sessions.EndAll("this node is shutting down");
        var rest = connections.All;
        LogClosing(rest.Count);
        var closing = Task.WhenAll(rest.Select(connection => closer.CloseAsync(connection.Context, ClosingCode.Shutdown, "this node is shutting down")));
        try
        {
            await closing.WaitAsync(CloseLimit, time);
        }
        catch (TimeoutException)
        {
            // A client that doesn't read its close message is disconnected when the process ends.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Draining: {Count} connections are asked to reconnect elsewhere.")]
    private partial void LogDraining(int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Closing the {Count} remaining connections.")]
    private partial void LogClosing(int count);
}
