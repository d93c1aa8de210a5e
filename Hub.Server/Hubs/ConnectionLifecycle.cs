using System.Net;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
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
    TokenWatch watch,
    OrderlyEnds orderlyEnds,
    TimeProvider time)
{
    /// <summary>Lets a connection in and welcomes it; null when a limit is in the way, and then it is being closed.</summary>
    public async Task<ChannelConnection?> AdmitAsync(HubCallerContext context, IChannelClient client)
    {
        var request = context.GetHttpContext();
        var token = tokens.Of(request);
        var address = AddressOf(request);
        if (counts.TryAcquire(token?.UserId, address) is var limit && limit != ConnectionLimit.None)
        {
            if (connections.Find(context.ConnectionId) is { } refused)
                _ = closer.CloseAsync(refused.Context, ClosingCode.ConnectionLimit, $"too many connections of this {limit.ToString().ToLowerInvariant()}");
            return null;
        }

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

    private async Task<ChannelConnection> WelcomeAsync(HubCallerContext context, IChannelClient client, CallerToken? token, IPAddress? address)
    {
        var caller = token?.ToCaller(context.ConnectionId) ?? new ChannelCaller(context.ConnectionId, null, null);
        var transport = connections.Find(context.ConnectionId) ?? throw new InvalidOperationException("a connection is known before the hub hears of it");
        if (context.Features.Get<ConnectionScope>() is { } scope)
            scope.OnBroken = () => closer.Announce(transport.Context, ClosingCode.ProtocolError, "what came is not a message of this protocol");
        var connection = new ChannelConnection(caller, transport.Outbox, new ConnectionLimits(limits, time)) { Address = address };
        await client.Welcome(new Welcome(
            context.ConnectionId,
            caller.UserId,
            node.Value,
            time.GetUtcNow().ToUnixTimeMilliseconds(),
            new WelcomeLimits(limits.MaxMessageBytes, limits.MaxSubscriptions, limits.MaxHistoryLimit),
            token?.Expires.ToUnixTimeMilliseconds()));
        if (token is not null)
            watch.Begin(connection.Id, token.Expires);
        counters.ConnectionOpened();
        users.Add(connection);
        return connection;
    }

    public async Task EndAsync(HubCallerContext context, ChannelConnection connection)
    {
        watch.End(connection.Id);
        users.Remove(connection);
        counts.Release(connection.Caller.UserId, connection.Address);
        counters.ConnectionClosed();
        await subscriptions.EndAllAsync(connection, orderlyEnds.IsOrderly(context));
    }

    /// <summary>Goes on with a new token: every subscription is judged anew.</summary>
    public async ValueTask<Outcome<RefreshTokenResult>> RefreshAsync(ChannelConnection connection, CallerEdge edge, string text, CancellationToken cancellationToken)
    {
        if (tokens.Read(text) is not { } token)
            return new Refusal(ErrorCode.Unauthorized, "invalid token");
        if (token.UserId != connection.Caller.UserId)
            return new Refusal(ErrorCode.Unauthorized, "the token is another user's; open a new connection for it");
        connection.Caller = token.ToCaller(connection.Id);
        watch.Begin(connection.Id, token.Expires);

        var lost = new List<ChannelName>();
        foreach (var (channel, subscription) in connection.Subscriptions)
        {
            var refusal = await access.CheckAsync(connection.Caller, channel, ChannelRights.Subscribe, cancellationToken);
            if (refusal is null && subscription.SeesPresence)
                refusal = await access.CheckAsync(connection.Caller, channel, ChannelRights.Presence, cancellationToken);
            if (refusal is not { } denied)
                continue;
            if (!await subscriptions.EndAsync(connection, edge, channel, cancellationToken))
                continue;
            lost.Add(channel);
            await edge.Client.Unsubscribed(new Unsubscribed(channel, denied.Code.ToWord(), denied.Text, Resubscribe: false));
        }

        return new RefreshTokenResult(token.Expires.ToUnixTimeMilliseconds(), lost);
    }

    private static IPAddress? AddressOf(HttpContext? request) => request?.Connection.RemoteIpAddress;
}

/// <summary>The name of this server process.</summary>
internal sealed record NodeName(string Value);
