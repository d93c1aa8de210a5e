using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace RealtimeHub.Server.Fanout;

/// <summary>
/// SignalR's seam for sending to many: each callback is encoded once per hub protocol and offered to every receiver's
/// outbox, so no sender waits for a reader. What is sent to one connection alone is written under that connection's
/// own backpressure instead, and doesn't pass the outbox. Each hub reaches its own connections and groups only.
/// </summary>
/// <param name="connections">The connections of all hubs of this node.</param>
/// <param name="groups">The hub's groups.</param>
internal sealed class FanoutLifetimeManager<THub>(Connections connections, Groups groups) : HubLifetimeManager<THub>
    where THub : Hub
{
    private readonly ConcurrentDictionary<string, FanoutConnection> members = new(StringComparer.Ordinal);
    private readonly ClientResults results = new();

    /// <summary>Serves a hub that has groups of its own.</summary>
    public FanoutLifetimeManager(Connections connections)
        : this(connections, new Groups())
    {
    }

    private IReadOnlyCollection<FanoutConnection> All => (IReadOnlyCollection<FanoutConnection>)members.Values;

    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        members[connection.ConnectionId] = connections.Add(connection, groups);
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        members.TryRemove(connection.ConnectionId, out _);
        connections.Remove(connection.ConnectionId);
        return Task.CompletedTask;
    }

    public override Task SendAllAsync(string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        Offer(All, methodName, args, []);

    public override Task SendAllExceptAsync(string methodName, object?[] args, IReadOnlyList<string> excludedConnectionIds, CancellationToken cancellationToken = default) =>
        Offer(All, methodName, args, excludedConnectionIds);

    public override async Task SendConnectionAsync(string connectionId, string methodName, object?[] args, CancellationToken cancellationToken = default)
    {
        if (Find(connectionId) is { } connection)
            await connection.Context.WriteAsync(new InvocationMessage(methodName, args), cancellationToken);
    }

    public override Task SendConnectionsAsync(IReadOnlyList<string> connectionIds, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        Offer(connectionIds.Select(Find).OfType<FanoutConnection>(), methodName, args, []);

    public override Task SendGroupAsync(string groupName, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        Offer(groups.Members(groupName), methodName, args, []);

    public override Task SendGroupsAsync(IReadOnlyList<string> groupNames, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        Offer(groupNames.SelectMany(groups.Members), methodName, args, []);

    public override Task SendGroupExceptAsync(string groupName, string methodName, object?[] args, IReadOnlyList<string> excludedConnectionIds, CancellationToken cancellationToken = default) =>
        Offer(groups.Members(groupName), methodName, args, excludedConnectionIds);

    public override Task SendUserAsync(string userId, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        Offer(All.Where(connection => connection.UserId == userId), methodName, args, []);

    public override Task SendUsersAsync(IReadOnlyList<string> userIds, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        Offer(All.Where(connection => connection.UserId is { } user && userIds.Contains(user)), methodName, args, []);

    public override Task AddToGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default)
    {
        if (Find(connectionId) is { } connection)
            groups.Add(groupName, connection);
        return Task.CompletedTask;
    }

    public override Task RemoveFromGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default)
    {
        if (Find(connectionId) is { } connection)
            groups.Remove(groupName, connection);
        return Task.CompletedTask;
    }

    public override async Task<T> InvokeConnectionAsync<T>(string connectionId, string methodName, object?[] args, CancellationToken cancellationToken)
    {
        if (Find(connectionId) is not { } connection)
            throw new IOException($"there is no connection {connectionId} to this hub");
        return await results.AskAsync<T>(connection.Context, methodName, args, cancellationToken);
    }

    public override Task SetConnectionResultAsync(string connectionId, CompletionMessage result)
    {
        results.Complete(connectionId, result);
        return Task.CompletedTask;
    }

    public override bool TryGetReturnType(string invocationId, [NotNullWhen(true)] out Type? type) => results.TryGetType(invocationId, out type);

    private FanoutConnection? Find(string connectionId) => members.GetValueOrDefault(connectionId);

    // A value that can't be encoded fails here, before anything has been offered.
    private static Task Offer(IEnumerable<FanoutConnection> receivers, string method, object?[] arguments, IReadOnlyList<string> except)
    {
        var frame = Frame.Of(method, arguments);
        var all = receivers as IReadOnlyCollection<FanoutConnection> ?? receivers.ToArray();
        foreach (var receiver in all.DistinctBy(receiver => (receiver.Protocol.Name, receiver.IsFramed)))
            receiver.Encode(frame);
        foreach (var receiver in all)
        {
            if (!except.Contains(receiver.Id) && receiver.Outbox.Offer(frame))
                receiver.Outbox.Drain();
        }

        return Task.CompletedTask;
    }
}
