using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Connections;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Fanout;

namespace RealtimeHub.Server.Hubs;

/// <summary>The connections of the embedding application's own hubs: their tokens expire, are refreshed and revoked as those of the hub.</summary>
internal sealed class OwnHubConnections(ICallerTokens callers, IRevokedTokens revoked, TokenExpiryMonitor watch, Connections connections)
{
    private readonly ConcurrentDictionary<string, CallerToken> tokens = new(StringComparer.Ordinal);

    /// <summary>How many have a token.</summary>
    public int Count => tokens.Count;

    /// <summary>Connection middleware of such a hub.</summary>
    public ConnectionDelegate Follow(ConnectionDelegate next) => async connection =>
    {
        if (callers.Of(connection.GetHttpContext()) is not { } token)
        {
            await next(connection);
            return;
        }

        tokens[connection.ConnectionId] = token;
        Watch(connection.ConnectionId, token);
        try
        {
            // A revoke that came in while this connection could not be found yet.
            if (!revoked.Has(token))
                await next(connection);
        }
        finally
        {
            watch.End(connection.ConnectionId);
            tokens.TryRemove(connection.ConnectionId, out _);
        }
    };

    /// <summary>Continues with a new token; nothing happens where the connection is not one of these.</summary>
    public void Continue(string connectionId, CallerToken token)
    {
        if (!tokens.TryGetValue(connectionId, out var before) || !tokens.TryUpdate(connectionId, token, before))
            return;
        Watch(connectionId, token);
        EndRevoked();
    }

    /// <summary>Cuts the connections whose token was revoked.</summary>
    public void EndRevoked()
    {
        foreach (var (connectionId, token) in tokens)
        {
            if (revoked.Has(token))
                connections.Find(connectionId)?.Context.Abort();
        }
    }

    private void Watch(string connectionId, CallerToken token)
    {
        watch.End(connectionId);
        if (!token.NeverExpires)
            watch.Begin(connectionId, token.Expires);
    }
}
