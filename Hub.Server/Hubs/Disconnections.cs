using System.Text.Json.Serialization;
using RealtimeHub.Server.Channels.Nodes;
using RealtimeHub.Server.Channels.Overview;
using RealtimeHub.Server.Modules.Documents.Live;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hubs;

/// <summary>Ends connections: those of this node here and now, those of the others by telling them.</summary>
internal sealed class Disconnections(LocalDisconnections local, NodeCommands commands) : IDisconnections
{
    public async ValueTask<int> DisconnectUserAsync(string userId, Closing closing)
    {
        var reached = local.EndUser(userId, closing);
        await TellAsync(new DisconnectCommand(userId, null, closing));
        return reached;
    }

    public async ValueTask<int> DisconnectAsync(string connectionId, Closing closing)
    {
        if (local.End(connectionId, closing))
            return 1;
        await TellAsync(new DisconnectCommand(null, connectionId, closing));
        return 0;
    }

    private ValueTask TellAsync(DisconnectCommand command) =>
        commands.SendAsync(DisconnectCommand.Type, Payload.From(command, DisconnectJson.Default.DisconnectCommand));
}

/// <summary>Ends connections of this node; also those that another node tells to end.</summary>
internal sealed class LocalDisconnections(ConnectionOverview connections, DocumentSessions documents) : INodeCommandHandler
{
    public string CommandType => DisconnectCommand.Type;

    public int EndUser(string userId, Closing closing)
    {
        // A provider of Yjs knows two ends only: the one after which it stays away, and the one after which it comes back.
        var end = closing.Reconnect == ReconnectAdvice.Never ? ErrorCode.PermissionDenied : ErrorCode.Unavailable;
        return documents.EndWhere(token => token.UserId == userId, end, closing.Message) + connections.Disconnect(userId, closing);
    }

    public bool End(string connectionId, Closing closing) => connections.End(connectionId, closing);

    public ValueTask RunAsync(Payload data, CancellationToken cancellationToken)
    {
        if (data.Read(DisconnectJson.Default.DisconnectCommand) is not { } command)
            return ValueTask.CompletedTask;
        if (command.UserId is { } userId)
            EndUser(userId, command.Closing);
        else if (command.ConnectionId is { } connectionId)
            End(connectionId, command.Closing);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Tells nodes to end connections.</summary>
/// <param name="UserId">Those of this user; null for one connection.</param>
/// <param name="ConnectionId">The one connection.</param>
/// <param name="Closing">What its client receives.</param>
internal sealed record DisconnectCommand(string? UserId, string? ConnectionId, Closing Closing)
{
    public const string Type = "node.disconnect";
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DisconnectCommand))]
internal sealed partial class DisconnectJson : JsonSerializerContext;
