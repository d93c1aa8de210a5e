using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Subscribing;

/// <summary>Subscribes and unsubscribes for modules.</summary>
internal sealed partial class ModuleSubscriptions(
    Subscriptions subscriptions,
    LiveChannels channels,
    UserConnections connections,
    ICallerEdges edges,
    ILogger<ModuleSubscriptions> logger) : IModuleSubscriptions
{
    public ValueTask<Outcome<SubscribeResult>> SubscribeAsync(ChannelConnection connection, CallerEdge edge, SubscribeRequest request, CancellationToken cancellationToken) =>
        subscriptions.SubscribeAsync(connection, edge, request, cancellationToken);

    public ValueTask<bool> UnsubscribeAsync(ChannelConnection connection, CallerEdge edge, ChannelName channel, CancellationToken cancellationToken) =>
        subscriptions.EndAsync(connection, edge, channel, cancellationToken);

    public void End(ChannelName channel, string userId, string code, string message, RefusalDetails? details = null)
    {
        var reason = new Unsubscribed(channel, code, message, Resubscribe: false).WithData(details);
        foreach (var connection in connections.Of(userId))
            _ = EndAsync(connection, reason);
    }

    public void EndWhere(ChannelName channel, Func<string, bool> loses, string code, string message)
    {
        foreach (var connection in connections.All)
        {
            if (connection.IsSubscribed(channel) && loses(connection.Caller.UserId!))
                _ = EndAsync(connection, new Unsubscribed(channel, code, message, Resubscribe: false));
        }
    }

    public bool HasReceivers(ChannelName channel) => channels.Find(channel) is { HasReceivers: true };

    // Delivery ends before the first wait; the rest waits for the connection's own reader, which may be slow.
    private async Task EndAsync(ChannelConnection connection, Unsubscribed reason)
    {
        try
        {
            var edge = edges.Of(connection.Id);
            if (await subscriptions.EndAsync(connection, edge, reason.Channel, CancellationToken.None))
                await edge.Client.Unsubscribed(reason);
        }
        catch (Exception error)
        {
            LogEndFailed(connection.Id, reason.Channel, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A subscription of {Channel} by connection {ConnectionId} did not end in order.")]
    private partial void LogEndFailed(string connectionId, ChannelName channel, Exception error);
}
