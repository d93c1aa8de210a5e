using Microsoft.Extensions.Logging;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Connections;

/// <summary>Keeps a connection: makes it, serves it until it ends, waits, makes the next one; until stopped, or the server says never to come back.</summary>
/// <param name="options">The client's options.</param>
/// <param name="random">Spreads waits.</param>
/// <param name="channels">Receives what connections deliver.</param>
/// <param name="users">The parts of the client that work on each connection, in the order in which they get it.</param>
/// <param name="enter">Called with each new state.</param>
internal sealed partial class ConnectionLoop(
    HubClientOptions options, Random random, IChannelListener channels, IReadOnlyList<ISessionUser> users, Action<ConnectionState, Exception?, TimeSpan?> enter)
{
    private readonly ReconnectPolicy policy = new(new Backoff(options.FirstRetryDelay, options.LongestRetryDelay, random), options.StableAfter);
    private readonly ILogger logger = options.LoggerFactory.CreateLogger<HubClient>();
    private bool everConnected;

    /// <summary>What the server said when it welcomed us last; null before the first connection.</summary>
    public Welcome? Welcome { get; private set; }

    /// <summary>Runs until cancelled (null) or the server says never (what it said).</summary>
    public async Task<Closing?> RunAsync(CancellationToken cancellationToken)
    {
        enter(ConnectionState.Connecting, null, null);
        while (true)
        {
            var listener = new SessionListener(channels, logger);
            var session = new Session(options, listener);
            TimeSpan? wait = null;
            try
            {
                var (error, lasted) = await ServeAsync(session, listener, cancellationToken).ConfigureAwait(false);
                if (cancellationToken.IsCancellationRequested)
                    return null;
                wait = policy.Next(listener.Closing?.Reconnect, listener.Drained.IsCompleted, lasted, (error as HubConnectException)?.RetryAfter);
                if (wait is null)
                    return listener.Closing;
                LogWaiting(wait.Value.TotalMilliseconds, error);
                enter(everConnected ? ConnectionState.Reconnecting : ConnectionState.Connecting, error, wait);
            }
            finally
            {
                await LeaveAsync(session).ConfigureAwait(false);
            }

            if (!await WaitAsync(wait.Value, cancellationToken).ConfigureAwait(false))
                return null;
        }
    }

    /// <summary>Serves one connection until it ends; returns why, and how long it held.</summary>
    private async Task<(Exception? Error, TimeSpan Lasted)> ServeAsync(Session session, SessionListener listener, CancellationToken cancellationToken)
    {
        try
        {
            await session.StartAsync(cancellationToken).ConfigureAwait(false);
            await Task.WhenAny(listener.Welcomed, session.Ended)
                .WaitAsync(options.ConnectTimeout, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            if (!listener.Welcomed.IsCompletedSuccessfully)
                return (await session.Ended.ConfigureAwait(false) ?? Unwelcome(listener.Closing), TimeSpan.Zero);
            return await ServeWelcomedAsync(session, listener, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            return (error, TimeSpan.Zero);
        }
    }

    private async Task<(Exception? Error, TimeSpan Lasted)> ServeWelcomedAsync(Session session, SessionListener listener, CancellationToken cancellationToken)
    {
        var since = options.TimeProvider.GetTimestamp();
        Welcome = listener.Welcomed.Result;
        everConnected = true;
        listener.RefreshToken = () => _ = new TokenRefresh(options, logger).RunAsync(session);
        foreach (var user in users)
            user.Attach(session);
        LogConnected(Welcome.ConnectionId, session.Transport);
        enter(ConnectionState.Connected, null, null);

        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, session.Lost);
        try
        {
            var draining = await listener.Drained.WaitAsync(stopped.Token).ConfigureAwait(false);
            await Task.Delay(Spread(draining), options.TimeProvider, stopped.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The connection ended, or we are to stop.
        }

        var error = session.Ended.IsCompleted ? await session.Ended.ConfigureAwait(false) : null;
        return (error, options.TimeProvider.GetElapsedTime(since));
    }

    private async Task LeaveAsync(Session session)
    {
        foreach (var user in users)
            user.Leave(session);
        await session.DisposeAsync().ConfigureAwait(false);
        foreach (var user in users)
            await user.DetachAsync().ConfigureAwait(false);
    }

    private TimeSpan Spread(Draining draining)
    {
        lock (random)
            return TimeSpan.FromMilliseconds(random.NextDouble() * Math.Max(0, draining.ReconnectAfterMs));
    }

    private static ConnectionLostException Unwelcome(Closing? closing) => new(closing is null
        ? "The server closed the connection before it welcomed us."
        : $"The server closed the connection: {closing.Message}");

    private async Task<bool> WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(wait, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            return !cancellationToken.IsCancellationRequested;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "Connected as {ConnectionId} by {Transport}")]
    private partial void LogConnected(string connectionId, HubTransports transport);

    [LoggerMessage(LogLevel.Information, "Not connected; next attempt in {Milliseconds:0} ms")]
    private partial void LogWaiting(double milliseconds, Exception? error);
}
