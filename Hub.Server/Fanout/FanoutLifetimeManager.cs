using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Fanout;

/// <summary>
/// SignalR's seam for sending to many: each callback is encoded once per hub protocol and offered to every receiver's
/// outbox, so no sender waits for a reader. What is sent to one connection alone is written under that connection's
/// own backpressure instead, and doesn't pass the outbox.
/// </summary>
internal sealed class FanoutLifetimeManager<THub>(Connections connections) : HubLifetimeManager<THub>
    where THub : Hub
{
    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        connections.Add(connection);
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        connections.Remove(connection.ConnectionId);
        return Task.CompletedTask;
    }

    public override Task SendAllAsync(string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        Offer(connections.All, methodName, args, []);

    public override Task SendAllExceptAsync(string methodName, object?[] args, IReadOnlyList<string> excludedConnectionIds, CancellationToken cancellationToken = default) =>
        Offer(connections.All, methodName, args, excludedConnectionIds);

    public override async Task SendConnectionAsync(string connectionId, string methodName, object?[] args, CancellationToken cancellationToken = default)
    {
        if (connections.Find(connectionId) is { } connection)
            await connection.Context.WriteAsync(new InvocationMessage(methodName, args), cancellationToken);
    }

    public override Task SendConnectionsAsync(IReadOnlyList<string> connectionIds, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        Offer(connectionIds.Select(connections.Find).OfType<FanoutConnection>(), methodName, args, []);

    public override Task SendGroupAsync(string groupName, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        Offer(connections.Groups.Members(groupName), methodName, args, []);

    public override Task SendGroupsAsync(IReadOnlyList<string> groupNames, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        Offer(groupNames.SelectMany(connections.Groups.Members), methodName, args, []);

    public override Task SendGroupExceptAsync(string groupName, string methodName, object?[] args, IReadOnlyList<string> excludedConnectionIds, CancellationToken cancellationToken = default) =>
        Offer(connections.Groups.Members(groupName), methodName, args, excludedConnectionIds);

    public override Task SendUserAsync(string userId, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        Offer(connections.All.Where(connection => connection.UserId == userId), methodName, args, []);

    public override Task SendUsersAsync(IReadOnlyList<string> userIds, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        Offer(connections.All.Where(connection => connection.UserId is { } user && userIds.Contains(user)), methodName, args, []);

    public override Task AddToGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default)
    {
        if (connections.Find(connectionId) is { } connection)
            connections.Groups.Add(groupName, connection);
        return Task.CompletedTask;
    }

    public override Task RemoveFromGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default)
    {
        if (connections.Find(connectionId) is { } connection)
            connections.Groups.Remove(groupName, connection);
        return Task.CompletedTask;
    }

    // A value that can't be encoded fails here, before anything has been offered.
    private static Task Offer(IEnumerable<FanoutConnection> receivers, string method, object?[] arguments, IReadOnlyList<string> except)
    {
        var frame = Frame.Of(method, arguments);
        var all = receivers as IReadOnlyCollection<FanoutConnection> ?? receivers.ToArray();
        foreach (var protocol in all.Select(receiver => receiver.Protocol).DistinctBy(protocol => protocol.Name))
            frame.Encode(protocol);
        foreach (var receiver in all)
        {
            if (!except.Contains(receiver.Id) && receiver.Outbox.Offer(frame))
                receiver.Outbox.Drain();
        }

        return Task.CompletedTask;
    }
}
