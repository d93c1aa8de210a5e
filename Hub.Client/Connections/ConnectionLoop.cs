using Microsoft.Extensions.Logging;
using RealtimeHub.Client.Publishing;
using RealtimeHub.Client.Subscriptions;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Connections;

/// <summary>Keeps a connection: makes it, serves it until it ends, waits, makes the next one; until told to stop or never to come back.</summary>
internal sealed partial class ConnectionLoop
{
    private readonly HubClientOptions options;
    private readonly Random random;
    private readonly Calls calls;
    private readonly SubscriptionSet subscriptions;
    private readonly Outbox outbox;
    private readonly ReturnPlan plan;
    private readonly Action<ConnectionState, Exception?, TimeSpan?> enter;
    private readonly ILogger logger;
    private bool everConnected;

    public ConnectionLoop(
        HubClientOptions options, Random random, Calls calls, SubscriptionSet subscriptions, Outbox outbox, Action<ConnectionState, Exception?, TimeSpan?> enter)
    {
        (this.options, this.random, this.calls, this.subscriptions, this.outbox, this.enter) = (options, random, calls, subscriptions, outbox, enter);
        plan = new ReturnPlan(new Backoff(options.FirstRetryDelay, options.LongestRetryDelay, random), options.StableAfter);
        logger = options.LoggerFactory.CreateLogger<HubClient>();
    }

    /// <summary>What the server said when it welcomed us last; null before the first connection.</summary>
    public Welcome? Welcome { get; private set; }

    /// <summary>Runs until cancelled (null) or the server says never (what it said).</summary>
    public async Task<Closing?> RunAsync(CancellationToken cancellationToken)
    {
        enter(ConnectionState.Connecting, null, null);
        while (true)
        {
            var listener = new SessionListener(subscriptions, logger);
            var session = new Session(options, listener);
            TimeSpan? wait = null;
            try
            {
                var (error, lasted) = await ServeAsync(session, listener, cancellationToken).ConfigureAwait(false);
                if (cancellationToken.IsCancellationRequested)
                    return null;
                wait = plan.Next(listener.Closing?.Reconnect, listener.Drained.IsCompleted, lasted);
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

    /// <summary>Serves one connection until it ends; tells why, and how long it held.</summary>
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
        listener.TokenExpiring = () => _ = new TokenRefresh(options, logger).RunAsync(session);
        calls.Attach(session);
        subscriptions.Attach(session);
        outbox.Attach(session);
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
        calls.Detach(session);
        var sending = outbox.DetachAsync();
        await session.DisposeAsync().ConfigureAwait(false);
        await sending.ConfigureAwait(false);
        await subscriptions.DetachAsync().ConfigureAwait(false);
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

    [LoggerMessage(32, LogLevel.Information, "Connected as {ConnectionId} by {Transport}")]
    private partial void LogConnected(string connectionId, HubTransports transport);

    [LoggerMessage(33, LogLevel.Information, "Not connected; next attempt in {Milliseconds:0} ms")]
    private partial void LogWaiting(double milliseconds, Exception? error);
}
