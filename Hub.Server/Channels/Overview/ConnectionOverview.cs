using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Overview;

/// <summary>Shows operators the connections of this node, and ends those of a user.</summary>
internal sealed class ConnectionOverview(Connections connections, UserConnections users, ConnectionCloser closer)
{
    /// <summary>Connections in the order of their ids.</summary>
    /// <param name="userId">Only this user's; null for all.</param>
    /// <param name="after">Those behind this id.</param>
    /// <param name="limit">The most connections.</param>
    public ConnectionPage List(string? userId, string after, int limit)
    {
        var found = connections.All
            .Where(connection => (userId is null || connection.UserId == userId) && string.CompareOrdinal(connection.Id, after) > 0)
            .OrderBy(connection => connection.Id, StringComparer.Ordinal)
            .Take(limit + 1)
            .ToList();
        var page = found.Take(limit).Select(Summarize).ToArray();
        return new ConnectionPage(page, found.Count > limit ? page[^1].ConnectionId : null);
    }

    /// <summary>Closes a user's connections, also those to hubs of the application's own, and says how many there were; their clients are written to in the background.</summary>
    public int Disconnect(string userId, Closing closing)
    {
        var own = connections.All.Where(connection => connection.UserId == userId).ToList();
        foreach (var connection in own)
            _ = closer.CloseAsync(connection.Context, closing);
        return own.Count;
    }

    /// <summary>Closes one connection; false where there is none of this id.</summary>
    public bool End(string connectionId, Closing closing)
    {
        if (connections.Find(connectionId) is not { } connection)
            return false;
        _ = closer.CloseAsync(connection.Context, closing);
        return true;
    }

    /// <summary>How many connections a user has that are subscribed to a channel.</summary>
    public int Subscribed(string userId, ChannelName channel) => users.Of(userId).Count(connection => connection.IsSubscribed(channel));

    /// <summary>A connection as channels know it; null while it is not admitted.</summary>
    public static ChannelConnection? AdmittedOf(FanoutConnection connection) =>
        connection.Context.Items.TryGetValue(typeof(ChannelConnection), out var item) ? item as ChannelConnection : null;

    private static ConnectionSummary Summarize(FanoutConnection connection)
    {
        var admitted = AdmittedOf(connection);
        return new ConnectionSummary(
            connection.Id,
            connection.UserId,
            admitted?.Caller.Name,
            connection.Protocol.Name,
            connection.Outbox.Waiting,
            [.. (admitted?.Subscriptions.Keys ?? []).OrderBy(channel => channel.Value, StringComparer.Ordinal)]);
    }
}
