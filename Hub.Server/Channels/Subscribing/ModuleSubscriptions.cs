using RealtimeHub.Server.Channels.Nodes;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Subscribing;

/// <summary>Subscribes and unsubscribes for modules.</summary>
internal sealed class ModuleSubscriptions(
    Subscriptions subscriptions,
    LiveChannels channels,
    UserConnections connections,
    SubscriptionEnds ends,
    NodeCommands commands) : IModuleSubscriptions
{
    public ValueTask<Outcome<SubscribeResult>> SubscribeAsync(ChannelConnection connection, CallerEdge edge, SubscribeRequest request, CancellationToken cancellationToken) =>
        subscriptions.SubscribeAsync(connection, edge, request, cancellationToken);

    public ValueTask<bool> UnsubscribeAsync(ChannelConnection connection, CallerEdge edge, ChannelName channel, CancellationToken cancellationToken) =>
        subscriptions.EndAsync(connection, edge, channel, cancellationToken);

    public ValueTask EndAsync(ChannelName channel, string? userId, string code, string message, RefusalDetails? details = null)
    {
        var command = new UnsubscribeCommand(userId, new Unsubscribed(channel, code, message, Resubscribe: false).WithData(details));
        ends.End(command);
        return commands.SendAsync(UnsubscribeCommand.Type, Payload.From(command, UnsubscribeJson.Default.UnsubscribeCommand));
    }

    public void EndWhere(ChannelName channel, Func<string, bool> loses, string code, string message)
    {
        foreach (var connection in connections.All)
        {
            if (connection.IsSubscribed(channel) && loses(connection.Caller.UserId!))
                ends.End(connection, new Unsubscribed(channel, code, message, Resubscribe: false));
        }
    }

    public bool HasReceivers(ChannelName channel) => channels.Find(channel) is { HasReceivers: true };
}
