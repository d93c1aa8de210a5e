using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hosting;

/// <summary>
/// An orderly stop: the node is no longer ready, its clients are told to spread their return over a time, and those that
/// stayed are closed so that they come back elsewhere. All of it takes less than 20 s.
/// </summary>
internal sealed partial class Drain(Connections connections, ConnectionCloser closer, TimeProvider time, ILogger<Drain> logger) : IReadinessCheck
{
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
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

    /// <summary>Drains once; every caller waits for the same end.</summary>
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
            await Task.Delay(LookEvery, time);

        var rest = connections.All;
        LogClosing(rest.Count);
        var closing = Task.WhenAll(rest.Select(connection => closer.CloseAsync(connection.Context, ClosingCode.Shutdown, "this node is shutting down")));
        try
        {
            await closing.WaitAsync(CloseLimit, time);
        }
        catch (TimeoutException)
        {
            // Whoever does not even take its close is cut with the process.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Draining: {Count} connections are told to go elsewhere.")]
    private partial void LogDraining(int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Closing the {Count} connections that are still here.")]
    private partial void LogClosing(int count);
}
