using System.Net;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Channels.Overview;
using RealtimeHub.Server.Channels.Subscribing;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hubs;

/// <summary>Connections as they come, go, and change their token.</summary>
internal sealed class ConnectionLifecycle(
    ICallerTokens tokens,
    Connections connections,
    ConnectionCounts counts,
    UserConnections users,
    ConnectionCloser closer,
    Subscriptions subscriptions,
    ChannelAccess access,
    NodeName node,
    LimitOptions limits,
    ServerCounters counters,
    TokenExpiryMonitor watch,
    GracefulCloseDetector gracefulCloses,
    LongPolls polls,
    CallLimiter limiter,
    Violations violations,
    ChannelPresence presence,
    IEnumerable<IConnectionEndListener> endListeners,
    IEnumerable<ITokenListener> tokenListeners,
    IRevokedTokens revoked,
    ConnectionRevoker revoker,
    INodeStop stop,
    TimeProvider time)
{
    private static readonly TimeSpan RefusalDelay = TimeSpan.FromSeconds(1);

    /// <summary>Lets a connection in and welcomes it; null when a limit is in the way, and then it is being closed.</summary>
    public async Task<ChannelConnection?> AdmitAsync(HubCallerContext context, IChannelClient client)
    {
        var request = context.GetHttpContext();
        var token = tokens.Of(request);
        var address = AddressOf(request);
        if (counts.TryAcquire(token?.UserId, address) is var limit && limit != ConnectionLimit.None)
        {
            if (connections.Find(context.ConnectionId) is { } refused)
                _ = RefuseAsync(refused.Context, limit);
            return null;
        }

        if (token is not null)
            TakePlaces(token.UserId);
        try
        {
            return await WelcomeAsync(context, client, token, address);
        }
        catch
        {
            // SignalR doesn't tell the hub of the end of a connection that it could not begin.
            watch.End(context.ConnectionId);
            counts.Release(token?.UserId, address);
            throw;
        }
    }

    // Two connections may have passed the gate at once. Clients of version 3 to 6 miss an end that comes with the handshake's
    // answer, and are connected to nothing for ever: theirs comes when they have taken that answer in.
    private async Task RefuseAsync(HubConnectionContext connection, ConnectionLimit limit)
    {
        await Task.Delay(RefusalDelay, time, CancellationToken.None);
        await closer.CloseAsync(connection, ClosingCode.ConnectionLimit, counts.Describe(limit), counts.DetailsOf(limit));
    }

    // SignalR waits 15 s for another poll. A user whose poll was cut off and who is here again has taken that connection's
    // place: presence hands on its data when the new one subscribes.
    private void TakePlaces(string userId)
    {
        foreach (var earlier in users.Of(userId))
        {
            if (connections.Find(earlier.Id) is not { } lost || !polls.IsCut(lost.Context.GetHttpContext()))
                continue;
            presence.LeaveAll(earlier, orderly: false);
            ConnectionCloser.Cut(lost.Context);
        }
    }

    private async Task<ChannelConnection> WelcomeAsync(HubCallerContext context, IChannelClient client, CallerToken? token, IPAddress? address)
    {
        var caller = token?.ToCaller(context.ConnectionId) ?? new ChannelCaller(context.ConnectionId, null, null);
        var transport = connections.Find(context.ConnectionId) ?? throw new InvalidOperationException("a connection is known before the hub is called");
        if (WebSocketFrameLimiter.MeterOf(context.GetHttpContext()) is { } meter)
            meter.OnExceeded = () => closer.CloseAsync(transport.Context, ClosingCode.ProtocolError, "too many WebSocket frames; send whole messages in few frames");
        var connection = new ChannelConnection(caller, transport.Outbox, new ConnectionLimits(limits, time)) { Address = address, Token = token };
        if (context.Features.Get<ConnectionScope>() is { } scope)
        {
            scope.OnBroken = reason =>
            {
                violations.Note(token?.SignedInUserId, address);
                closer.Announce(transport.Context, ClosingCode.ProtocolError, reason);
            };
            scope.OnUncounted = () => limiter.TakeBelowTheHub(connection, scope);
        }

        await client.Welcome(new Welcome(
            context.ConnectionId,
            caller.UserId,
            node.Value,
            time.GetUtcNow().ToUnixTimeMilliseconds(),
            new WelcomeLimits(limits.MaxMessageBytes, limits.MaxSubscriptions, limits.MaxHistoryLimit),
            token is { NeverExpires: false } ? token.Expires.ToUnixTimeMilliseconds() : null));
        if (token is { NeverExpires: false })
            watch.Begin(connection.Id, token.Expires);
        counters.ConnectionOpened();
        users.Add(connection);

        // A revoke that came in while this connection could not be found yet.
        if (token is not null && revoked.Has(token))
            revoker.End(connection);
        if (token is not null)
            await NoteTokenAsync(caller, context.ConnectionAborted);
        return connection;
    }

    public async Task EndAsync(HubCallerContext context, ChannelConnection connection)
    {
        watch.End(connection.Id);
        users.Remove(connection);
        counts.Release(connection.Caller.UserId, connection.Address);
        counters.ConnectionClosed();
        // Whom a drain sends to another node has not left.
        await subscriptions.EndAllAsync(connection, gracefulCloses.IsOrderly(context) && !stop.HasBegun);
        foreach (var listener in endListeners)
            await listener.OnEndedAsync(connection);
    }

    /// <summary>Continues with a new token: every subscription is authorized again.</summary>
    public async ValueTask<Outcome<RefreshTokenResult>> RefreshAsync(ChannelConnection connection, CallerEdge edge, string text, CancellationToken cancellationToken)
    {
        if (await tokens.ReadAsync(text) is not { } token)
            return new Refusal(ErrorCode.Unauthorized, "invalid token", new RefusalDetails { Field = "token", Reason = "invalid_token" });
        if (token.UserId != connection.Caller.UserId)
            return new Refusal(ErrorCode.Unauthorized, "the token is another user's; open a new connection for it", new RefusalDetails { Field = "token", Reason = "other_user" });
        if (connections.Find(connection.Id) is { } transport)
            tokens.Extend(transport.Context.GetHttpContext(), token);
        return await ContinueAsync(connection, edge, token, cancellationToken);
    }

    /// <summary>Continues with a new token of the same user that has been checked already. Also beside a call that is under way.</summary>
    public async ValueTask<RefreshTokenResult> ContinueAsync(ChannelConnection connection, CallerEdge edge, CallerToken token, CancellationToken cancellationToken)
    {
        connection.Token = token;
        connection.Caller = token.ToCaller(connection.Id);
        watch.End(connection.Id);
        if (!token.NeverExpires)
            watch.Begin(connection.Id, token.Expires);
        if (revoked.Has(token))
            revoker.End(connection);
        await NoteTokenAsync(connection.Caller, cancellationToken);

        var lost = new List<ChannelName>();
        foreach (var (channel, subscription) in connection.AllSubscriptions())
        {
            var refusal = await access.CheckAsync(connection.Caller, channel, ChannelRights.Subscribe, cancellationToken);
            if (refusal is null && subscription.SeesPresence)
                refusal = await access.CheckAsync(connection.Caller, channel, ChannelRights.Presence, cancellationToken);
            if (refusal is not { } denied)
                continue;
            if (!await subscriptions.EndAsync(connection, edge, channel, cancellationToken))
                continue;
            lost.Add(channel);
            await edge.Client.Unsubscribed(denied.ToUnsubscribed(channel, resubscribe: false));
        }

        return new RefreshTokenResult(token.Expires.ToUnixTimeMilliseconds(), lost);
    }

    private async ValueTask NoteTokenAsync(ChannelCaller caller, CancellationToken cancellationToken)
    {
        foreach (var listener in tokenListeners)
            await listener.OnTokenAsync(caller, cancellationToken);
    }

    private static IPAddress? AddressOf(HttpContext? request) => request?.Connection.RemoteIpAddress;
}
