using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Features;
using RealtimeHub.Server.Channels;

namespace RealtimeHub.Server.Identity;

/// <summary>The user of each negotiated connection, by the connection token from its negotiation.</summary>
/// <remarks>
/// SignalR accepts any request that carries the token: it would let another user's request act for the connection, with all
/// that the owner may do and receives.
/// </remarks>
internal sealed class ConnectionOwners(RevokedTokens revoked)
{
    /// <summary>A long poll fetches the last messages of a connection that has already ended.</summary>
    private const int MostEnded = 1_000;

    private readonly ConcurrentDictionary<string, Owner> owners = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> ended = new();

    /// <summary>The number of connections, including the most recently ended long-polling ones.</summary>
    public int Count => owners.Count;

    /// <summary>The connection token in a request; empty when it has none.</summary>
    public static string TokenOf(HttpRequest request) => request.Query["id"].ToString();

    /// <summary>Whether the connection exists and belongs to this user; null for an anonymous connection.</summary>
    public bool Has(string token, string? userId) => owners.TryGetValue(token, out var owner) && owner.UserId == userId;

    /// <summary>The connection that has been begun with this token; null while there is none.</summary>
    public OwnedConnection? Find(string token) => owners.GetValueOrDefault(token)?.Connection;

    /// <summary>Assigns the connection to the user if it has no owner yet; false when it belongs to another user.</summary>
    /// <param name="token">The connection's token, which may be a guess.</param>
    /// <param name="userId">The user; null for an anonymous one.</param>
    /// <param name="isFirst">Whether it had no owner: the caller must <see cref="Forget"/> it when the connection doesn't exist or has ended.</param>
    public bool TryTake(string token, string? userId, out bool isFirst)
    {
        isFirst = owners.TryAdd(token, new Owner(userId, null, null));
        return isFirst || Has(token, userId);
    }

    /// <summary>Notes the token by which a connection of its user holds from now on.</summary>
    public void Extend(string token, CallerToken refreshed)
    {
        while (owners.TryGetValue(token, out var owner) && owner.UserId == refreshed.UserId && !owners.TryUpdate(token, owner with { Refreshed = refreshed }, owner))
        {
            // Another has changed it meanwhile.
        }
    }

    /// <summary>Whether the connection is the user's and holds by a refreshed token.</summary>
    public bool IsRefreshed(string token, string userId, DateTimeOffset now) =>
        owners.TryGetValue(token, out var owner) && owner.UserId == userId && owner.Refreshed?.Expires > now;

    /// <summary>Whether a request is a poll by which the user's connection, whose access was revoked, learns why it ends. Nothing else waits for it there.</summary>
    /// <remarks>
    /// It is asked of the connection's token and not noted when the connection is ended: its token is refused a moment before that, and a poll that comes in
    /// between would be, too.
    /// </remarks>
    public bool IsLastPoll(HttpContext context, string userId) =>
        HttpMethods.IsGet(context.Request.Method)
        && !context.WebSockets.IsWebSocketRequest
        && HubPaths.IsHub(context)
        && owners.TryGetValue(TokenOf(context.Request), out var owner) && owner.UserId == userId && owner.Token is { } held && revoked.Has(held);

    public void Forget(string token) => owners.TryRemove(token, out _);

    /// <summary>
    /// Outermost connection middleware: a connection that anyone could use is ended at once, and an ended long-polling connection is forgotten after a while. The others end with
    /// the request that started them, and <see cref="OwnerGate"/> sees that.
    /// </summary>
    public ConnectionDelegate Follow(ConnectionDelegate next) => async connection =>
    {
        var transport = connection.Features.Get<IHttpTransportFeature>()?.TransportType;
        if (transport is not HttpTransportType.WebSockets && IsUnowned(connection.ConnectionId))
            return;
        Begin(connection, ConnectionUser.Attach(connection));
        try
        {
            await next(connection);
        }
        finally
        {
            // Long polling has a copy of its first request. That of a WebSocket is still another thread's.
            if (transport == HttpTransportType.LongPolling
                && connection.GetHttpContext() is { } context && TokenOf(context.Request) is { Length: > 0 } token)
                End(token);
        }
    };

    // In version 0 of the negotiation the public id, which every member of a channel sees, is also the token. Without a user, any client that
    // sees it could send in the connection's name, except on a WebSocket.
    private bool IsUnowned(string connectionId) => owners.TryGetValue(connectionId, out var owner) && owner.UserId is null;

    private void Begin(ConnectionContext connection, ConnectionUser user)
    {
        if (connection.GetHttpContext() is not { } request || TokenOf(request.Request) is not { Length: > 0 } token)
            return;
        var begun = new OwnedConnection(connection.ConnectionId, user, CallerTokens.Translate(TokenClaims.Of(request)));
        while (owners.TryGetValue(token, out var owner) && !owners.TryUpdate(token, owner with { Connection = begun }, owner))
        {
            // Another has changed it meanwhile.
        }
    }

    private void End(string token)
    {
        ended.Enqueue(token);
        while (ended.Count > MostEnded && ended.TryDequeue(out var oldest))
            Forget(oldest);
    }

    private sealed record Owner(string? UserId, CallerToken? Refreshed, OwnedConnection? Connection)
    {
        /// <summary>The token by which the connection holds; null for an anonymous one, and for one that hasn't begun.</summary>
        public CallerToken? Token => Refreshed ?? Connection?.Token;
    }
}

/// <summary>A connection that has begun.</summary>
/// <param name="Id">Its public id.</param>
/// <param name="User">Its user, who can be replaced.</param>
/// <param name="Token">The token that it began with; null for an anonymous one.</param>
internal sealed record OwnedConnection(string Id, ConnectionUser User, CallerToken? Token);
