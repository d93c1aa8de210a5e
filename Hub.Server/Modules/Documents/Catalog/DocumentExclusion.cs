using RealtimeHub.Server.Channels.Subscribing;
using RealtimeHub.Server.Modules.Documents.Live;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Catalog;

/// <summary>Ends, at once and on all connections, what those have open who may not read a document any more.</summary>
internal sealed class DocumentExclusion(IModuleSubscriptions subscriptions, DocumentSessions sessions)
{
    /// <summary>Puts out everyone who has no role in the document as it is now.</summary>
    public void Outsiders(string documentId, DocumentRecord record) =>
        End(documentId, userId => record.RoleOf(userId) == DocumentRole.None, "permission_denied", "the document is no longer shared with you");

    /// <summary>Puts out everyone of a document that was deleted.</summary>
    public void All(string documentId) => End(documentId, _ => true, "deleted", "the document was deleted");

    private void End(string documentId, Func<string, bool> loses, string code, string message)
    {
        subscriptions.EndWhere(DocumentChannels.Of(documentId), loses, code, message);
        sessions.EndWhere(documentId, loses, message);
    }
}
