using System.Collections.Concurrent;

namespace RealtimeHub.Server.Channels;

/// <summary>The admitted connections of this node by their users: what a user loses is lost on every device.</summary>
internal sealed class UserConnections
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, ChannelConnection>> users = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    public void Add(ChannelConnection connection)
    {
        if (connection.Caller.UserId is not { } user)
            return;
        lock (gate)
            users.GetOrAdd(user, static _ => new(StringComparer.Ordinal))[connection.Id] = connection;
    }

    public void Remove(ChannelConnection connection)
    {
        if (connection.Caller.UserId is not { } user)
            return;
        lock (gate)
        {
            if (users.TryGetValue(user, out var own) && own.TryRemove(connection.Id, out _) && own.IsEmpty)
                users.TryRemove(user, out _);
        }
    }

    /// <summary>The connections of all users.</summary>
    public IEnumerable<ChannelConnection> All => users.Values.SelectMany(own => own.Values);

    /// <summary>A user's connection of an id; null when there is none.</summary>
    public ChannelConnection? Find(string userId, string connectionId) => users.GetValueOrDefault(userId)?.GetValueOrDefault(connectionId);

    public IReadOnlyCollection<ChannelConnection> Of(string userId) =>
        users.TryGetValue(userId, out var own) ? [.. own.Values] : [];
}

/// <summary>Is called when a connection has ended; a module brings its own. It must not throw.</summary>
internal interface IConnectionEndListener
{
    /// <summary>The connection's subscriptions have ended.</summary>
    ValueTask OnEndedAsync(ChannelConnection connection);
}

/// <summary>Is called when a connection has come with a token, or has taken another one; a module brings its own. It must not throw.</summary>
internal interface ITokenListener
{
    /// <summary>The connection of a signed-in user is admitted.</summary>
    ValueTask OnTokenAsync(ChannelCaller caller, CancellationToken cancellationToken);
}

/// <summary>Ways to connections outside of a call of theirs: the hub brings it.</summary>
internal interface ICallerEdges
{
    CallerEdge Of(string connectionId);
}
