using System.Text.Json;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Fanout;

/// <summary>
/// Ends connections so that clients do what the closing code asks: <c>Closing</c> and SignalR's own Close are written with
/// a time limit, then the client may go by itself, then the connection is cut.
/// </summary>
/// <remarks>
/// <see cref="HubConnectionContext.Abort"/> tells npm's client to stay away for good, so it is only for "never"; for all
/// else the transport is cut through its feature after a Close that allows reconnecting.
/// </remarks>
internal sealed partial class ConnectionCloser(TimeProvider time, ILogger<ConnectionCloser> logger, ServerCounters? counters = null)
{
    private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(2);
    private readonly Lock gate = new();

    public Task CloseAsync(HubConnectionContext connection, ClosingCode code, string message, RefusalDetails? details = null) =>
        CloseAsync(connection, new Closing(code, message, code.Advice()).WithData(details));

    /// <summary>Closes; the first reason counts. Never throws.</summary>
    public async Task CloseAsync(HubConnectionContext connection, Closing closing)
    {
        if (!TryBegin(connection, closing))
            return;
        LogClosing(connection.ConnectionId, closing.Code);
        var comesBack = closing.Reconnect != ReconnectAdvice.Never;
        using (var limit = new CancellationTokenSource(WriteLimit, time))
        {
            try
            {
                await WriteAsync(connection, new InvocationMessage(nameof(IChannelClient.Closing), [closing]), limit.Token);
                await WriteAsync(connection, new CloseMessage($"{closing.Code}: {closing.Message}", allowReconnect: comesBack), limit.Token);
                await LeftAsync(connection);
            }
            catch (Exception)
            {
                // A peer that reads nothing, or is gone, doesn't get it; it is cut all the same.
            }
        }

        Cut(connection, comesBack);
    }

    /// <summary>Ends a connection whose peer is gone already, without a word.</summary>
    public static void Cut(HubConnectionContext connection) => Cut(connection, comesBack: true);

    private static void Cut(HubConnectionContext connection, bool comesBack)
    {
        try
        {
            if (!comesBack)
                connection.Abort();
            else if (!connection.ConnectionAborted.IsCancellationRequested)
                connection.Features.Get<IConnectionLifetimeFeature>()?.Abort();
        }
        catch (ObjectDisposedException)
        {
            // It has gone by itself, and its request with it.
        }
    }

    /// <summary>
    /// Tells a connection that SignalR is about to end why. Nothing waits for it: it is written now, if the transport
    /// has room, or not at all.
    /// </summary>
    public void Announce(HubConnectionContext connection, ClosingCode code, string message)
    {
        var closing = new Closing(code, message, code.Advice());
        if (!TryBegin(connection, closing))
            return;
        LogClosing(connection.ConnectionId, code);
        _ = connection.WriteAsync(new InvocationMessage(nameof(IChannelClient.Closing), [closing]), connection.ConnectionAborted).AsTask();

        // SignalR writes its own Close now; after this it says there that the client is not to come back.
        if (closing.Reconnect == ReconnectAdvice.Never)
            connection.Abort();
    }

    // A connection that offends again while it is being closed is not closed again.
    private bool TryBegin(HubConnectionContext connection, Closing closing)
    {
        lock (gate)
        {
            if (connection.Features.Get<Closing>() is not null)
                return false;
            connection.Features.Set(closing);
        }

        counters?.Closed(JsonNamingPolicy.SnakeCaseLower.ConvertName(closing.Code.ToString()));
        return true;
    }

    private async Task LeftAsync(HubConnectionContext connection)
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = connection.ConnectionAborted.Register(left.SetResult);
        // One that stays is cut next; many that do must not cost an exception each.
        await left.Task.WaitAsync(LeaveLimit, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WriteAsync(HubConnectionContext connection, HubMessage message, CancellationToken cancellationToken) =>
        await connection.WriteAsync(message, cancellationToken).AsTask().WaitAsync(WriteLimit, time, cancellationToken);

    [LoggerMessage(Level = LogLevel.Information, Message = "Closing connection {ConnectionId}: {Code}.")]
    private partial void LogClosing(string connectionId, ClosingCode code);
}
