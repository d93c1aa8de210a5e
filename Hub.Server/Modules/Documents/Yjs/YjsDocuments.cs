using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Documents.Awareness;
using RealtimeHub.Server.Modules.Documents.Catalog;
using RealtimeHub.Server.Modules.Documents.Editing;
using RealtimeHub.Server.Modules.Documents.Live;

namespace RealtimeHub.Server.Modules.Documents.Yjs;

/// <summary>What a session uses of documents.</summary>
internal sealed record YjsDocuments(
    DocumentStore Store,
    LiveDocuments Live,
    DocumentEditing Editing,
    DocumentAwareness Awareness,
    DocumentSessions Sessions,
    UpdateMessages Messages,
    IModuleChannels Channels);
