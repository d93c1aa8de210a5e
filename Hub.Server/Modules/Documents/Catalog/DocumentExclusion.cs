using System.Text.Json.Serialization;
using RealtimeHub.Server.Channels.Nodes;
using RealtimeHub.Server.Channels.Subscribing;
using RealtimeHub.Server.Modules.Documents.Live;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Catalog;

/// <summary>Ends, at once and on all connections, what those have open who may not read a document any more; on other nodes a moment later.</summary>
internal sealed class DocumentExclusion(LocalExclusion local, NodeCommands commands)
{
    /// <summary>Puts out everyone who has no role in the document as it is now.</summary>
    public ValueTask OutsidersAsync(string documentId, DocumentRecord record)
    {
        local.Outsiders(documentId, record);
        return TellAsync(documentId);
    }

    /// <summary>Puts out everyone of a document that was deleted.</summary>
    public ValueTask AllAsync(string documentId)
    {
        local.All(documentId);
        return TellAsync(documentId);
    }

    private ValueTask TellAsync(string documentId) =>
        commands.SendAsync(ExclusionCommand.Type, Payload.From(new ExclusionCommand(documentId), ExclusionJson.Default.ExclusionCommand));
}

/// <summary>Does so on this node, also where another node tells it.</summary>
internal sealed class LocalExclusion(IModuleSubscriptions subscriptions, DocumentSessions sessions, DocumentStore store) : INodeCommandHandler
{
    public string CommandType => ExclusionCommand.Type;

    public void Outsiders(string documentId, DocumentRecord record) =>
        End(documentId, userId => record.RoleOf(userId) == DocumentRole.None, "permission_denied", "the document is no longer shared with you");

    public void All(string documentId) => End(documentId, _ => true, "deleted", "the document was deleted");

    // Who may still read it, the document says.
    public async ValueTask RunAsync(Payload data, CancellationToken cancellationToken)
    {
        if (data.Read(ExclusionJson.Default.ExclusionCommand) is not { } command)
            return;
        if ((await store.ReadAsync(command.DocumentId, cancellationToken)).Record is { } record)
            Outsiders(command.DocumentId, record);
        else
            All(command.DocumentId);
    }

    private void End(string documentId, Func<string, bool> loses, string code, string message)
    {
        subscriptions.EndWhere(DocumentChannels.Of(documentId), loses, code, message);
        sessions.EndWhere(documentId, loses, message);
    }
}

/// <summary>Tells nodes that others than before may read a document.</summary>
internal sealed record ExclusionCommand(string DocumentId)
{
    public const string Type = "node.documentExclusion";
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ExclusionCommand))]
internal sealed partial class ExclusionJson : JsonSerializerContext;
