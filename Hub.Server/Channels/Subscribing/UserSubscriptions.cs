using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Subscribing;

/// <summary>Ends what a user may have no longer. Apart from the modules' channels, for what decides who may subscribe uses those.</summary>
internal sealed partial class UserSubscriptions(
    Subscriptions subscriptions,
    UserConnections connections,
    ICallerEdges edges,
    ILogger<UserSubscriptions> logger)
{
    /// <summary>Ends a user's subscriptions of a channel, on every connection, and tells each why. The connections go on.</summary>
    /// <remarks>
    /// Nothing that is published after the return reaches them; a subscription that is being made meanwhile ends, too, if
    /// its right was taken away before. Their readers are not waited for.
    /// </remarks>
    public void End(ChannelName channel, string userId, string code, string message)
    {
        foreach (var connection in connections.Of(userId))
            _ = EndAsync(connection, new Unsubscribed(channel, code, message, Resubscribe: false));
    }

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
