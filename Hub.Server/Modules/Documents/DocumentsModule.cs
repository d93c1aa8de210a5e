using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Documents.Awareness;
using RealtimeHub.Server.Modules.Documents.Catalog;
using RealtimeHub.Server.Modules.Documents.Editing;
using RealtimeHub.Server.Modules.Documents.Links;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Server.Modules.Documents.Search;
using RealtimeHub.Server.Modules.Documents.Versions;

namespace RealtimeHub.Server.Modules.Documents;

/// <summary>Documents as the hub uses them.</summary>
internal sealed record DocumentsModule(
    DocumentCatalog Catalog,
    DocumentReading Reading,
    DocumentSearch Search,
    DocumentLinking Linking,
    DocumentOpening Opening,
    DocumentEditing Editing,
    DocumentTexts Texts,
    DocumentVersions Versions,
    DocumentRestoring Restoring,
    DocumentAwareness Awareness)
{
    /// <summary>The user of a connection; refused for an anonymous connection.</summary>
    public static Outcome<DocumentCaller> CallerOf(ChannelCaller caller, string method) =>
        caller.UserId is { } userId ? new DocumentCaller(userId, caller.Name, caller.ConnectionId) : Refusal.NoUser(method);
}
