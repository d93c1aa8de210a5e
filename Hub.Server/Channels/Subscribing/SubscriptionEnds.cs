using System.Text.Json.Serialization;
using RealtimeHub.Server.Channels.Nodes;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Subscribing;

/// <summary>Ends subscriptions of this node's users; also those that another node tells to end.</summary>
internal sealed partial class SubscriptionEnds(Subscriptions subscriptions, UserConnections connections, ICallerEdges edges, ILogger<SubscriptionEnds> logger) : INodeCommandHandler
{
    public string CommandType => UnsubscribeCommand.Type;

    public ValueTask RunAsync(Payload data, CancellationToken cancellationToken)
    {
        if (data.Read(UnsubscribeJson.Default.UnsubscribeCommand) is { } command)
            End(command);
        return ValueTask.CompletedTask;
    }

    public void End(UnsubscribeCommand command)
    {
        foreach (var connection in command.UserId is { } userId ? connections.Of(userId) : connections.All)
            End(connection, command.Reason);
    }

    public void End(ChannelConnection connection, Unsubscribed reason) => _ = EndAsync(connection, reason);

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

/// <summary>Tells nodes to end subscriptions.</summary>
/// <param name="UserId">Those of this user; null for all users.</param>
/// <param name="Reason">The channel, and what the subscribers receive.</param>
internal sealed record UnsubscribeCommand(string? UserId, Unsubscribed Reason)
{
    public const string Type = "node.unsubscribe";
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UnsubscribeCommand))]
internal sealed partial class UnsubscribeJson : JsonSerializerContext;
