using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace RealtimeHub.Server.Transports;

/// <summary>The WebSockets of our own transport: looked after once a second, counted as SignalR counts its own, ended when the application stops.</summary>
internal sealed partial class WebSocketConnections : IDisposable
{
    private const string MeterName = "Microsoft.AspNetCore.Http.Connections";
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<WebSocketConnection, long> all = new();
    private readonly CancellationTokenSource disposed = new();
    private readonly CancellationTokenRegistration stopping;
    private readonly UpDownCounter<long> active;
    private readonly Histogram<double> durations;
    private int isBeating;
    private readonly ILogger<WebSocketConnections> logger;
    private volatile bool isStopping;

    public WebSocketConnections(IMeterFactory meters, IHostApplicationLifetime lifetime, ILogger<WebSocketConnections> logger)
    {
        this.logger = logger;
        // The same instruments as SignalR's: what is read there doesn't depend on who carries a WebSocket.
        var meter = meters.Create(MeterName);
        active = meter.CreateUpDownCounter<long>("signalr.server.active_connections", "{connection}", "Number of connections that are currently active on the server.");
        durations = meter.CreateHistogram<double>("signalr.server.connection.duration", "s", "The duration of connections on the server.");
        stopping = lifetime.ApplicationStopping.Register(StopAll);
    }

    /// <summary>How many there are.</summary>
    public int Count => all.Count;

    /// <summary>All that there are.</summary>
    public IEnumerable<WebSocketConnection> All => all.Keys;

    /// <summary>Serves a connection until its end.</summary>
    public async Task RunAsync(WebSocketConnection connection, Func<WebSocketConnection, Task> run)
    {
        var since = TimeProvider.System.GetTimestamp();
        all[connection] = since;
        active.Add(1, Tag("signalr.transport", "web_sockets"));
        BeginBeating();
        if (isStopping)
            connection.Stop();
        try
        {
            await run(connection);
        }
        finally
        {
            all.TryRemove(connection, out _);
            active.Add(-1, Tag("signalr.transport", "web_sockets"));
            durations.Record(TimeProvider.System.GetElapsedTime(since).TotalSeconds, Tag("signalr.connection.status", isStopping ? "app_shutdown" : "normal_closure"), Tag("signalr.transport", "web_sockets"));
        }
    }

    public void Dispose()
    {
        stopping.Dispose();
        disposed.Cancel();
        disposed.Dispose();
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private void BeginBeating()
    {
        if (Interlocked.Exchange(ref isBeating, 1) == 0)
            _ = BeatAsync(disposed.Token);
    }

    // One timer for all, and the machine's own clock: SignalR's transports have theirs, too, whatever clock the rest of the server goes by.
    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Beat);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                foreach (var (connection, _) in all)
                    Tick(connection);
            }
        }
        catch (OperationCanceledException)
        {
            // The server has ended.
        }
    }

    // What one hub does here must not be the end of every other's pings.
    private void Tick(WebSocketConnection connection)
    {
        try
        {
            connection.Tick();
        }
        catch (Exception error)
        {
            LogFailed(connection.ConnectionId, error);
            connection.Abort();
        }
    }

    private void StopAll()
    {
        isStopping = true;
        foreach (var (connection, _) in all)
            connection.Stop();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Connection {ConnectionId} could not be looked after and is cut.")]
    private partial void LogFailed(string connectionId, Exception error);
}
