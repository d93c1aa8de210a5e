using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Features;

namespace RealtimeHub.Server.Identity;

/// <summary>Whose each connection is that bears a token from a negotiation, by that token.</summary>
/// <remarks>
/// SignalR takes whoever knows the token for its owner: it would make another user's request the connection's own, with all
/// that the owner may do and is sent.
/// </remarks>
internal sealed class ConnectionOwners
{
    /// <summary>A long poll fetches the last words of a connection that has ended already.</summary>
    private const int MostEnded = 1_000;

    private readonly ConcurrentDictionary<string, string?> owners = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> ended = new();

    /// <summary>Connections there are, the last long-polling ones that ended among them.</summary>
    public int Count => owners.Count;

    /// <summary>The token that a request bears; empty when it has none.</summary>
    public static string TokenOf(HttpRequest request) => request.Query["id"].ToString();

    /// <summary>Whether the connection has begun and is the user's, or of nobody in particular when null.</summary>
    public bool Has(string token, string? userId) => owners.TryGetValue(token, out var owner) && owner == userId;

    /// <summary>Makes the connection the user's if it is nobody's yet; false when it is another's.</summary>
    /// <param name="token">The connection's token, which may be a guess.</param>
    /// <param name="userId">The user; null for an anonymous one.</param>
    /// <param name="isFirst">Whether it was nobody's: the caller must <see cref="Forget"/> it when there is no such connection, or no more.</param>
    public bool TryTake(string token, string? userId, out bool isFirst)
    {
        isFirst = owners.TryAdd(token, userId);
        return isFirst || Has(token, userId);
    }

    public void Forget(string token) => owners.TryRemove(token, out _);

    /// <summary>
    /// Connection middleware, outermost: one that would be anybody's is ended at once, and a long-polling connection that has ended is forgotten after a while. The others end with
    /// the request that they began with, and that is what <see cref="OwnerGate"/> sees.
    /// </summary>
    public ConnectionDelegate Follow(ConnectionDelegate next) => async connection =>
    {
        var transport = connection.Features.Get<IHttpTransportFeature>()?.TransportType;
        if (transport is not HttpTransportType.WebSockets && IsAnybodys(connection.ConnectionId))
            return;
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

    // Negotiated in version 0 the public id, which everybody in a channel sees, is the token, too. With no user either, whoever
    // sees it could send in the connection's name; to a WebSocket nobody can.
    private bool IsAnybodys(string connectionId) => owners.TryGetValue(connectionId, out var owner) && owner is null;

    private void End(string token)
    {
        ended.Enqueue(token);
        while (ended.Count > MostEnded && ended.TryDequeue(out var oldest))
            Forget(oldest);
    }
}
