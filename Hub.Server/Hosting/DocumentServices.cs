using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Documents;
using RealtimeHub.Server.Modules.Documents.Awareness;
using RealtimeHub.Server.Modules.Documents.Catalog;
using RealtimeHub.Server.Modules.Documents.Editing;
using RealtimeHub.Server.Modules.Documents.Links;
using RealtimeHub.Server.Modules.Documents.Live;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Server.Modules.Documents.Search;
using RealtimeHub.Server.Modules.Documents.Versions;
using RealtimeHub.Server.Modules.Documents.Yjs;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hosting;

/// <summary>Puts the documents module together.</summary>
internal static class DocumentServices
{
    public static void AddDocuments(this IServiceCollection services, DocumentsOptions options, bool development)
    {
        services.AddSingleton(options);
        services.AddSingleton(new DefaultVisibility(development ? DocumentVisibility.Public : DocumentVisibility.Private));
        services.AddSingleton<DocumentStore>();
        services.AddSingleton<DocumentLists>();
        services.AddSingleton<DocumentDeletions>();
        services.AddSingleton<DocumentCatalog>();
        services.AddSingleton<DocumentReading>();
        services.AddSingleton<DocumentExclusion>();
        services.AddNodeCommandHandler<LocalExclusion>();
        services.AddSingleton<DocumentLinking>();
        services.AddSingleton<DocumentLoader>();
        services.AddSingleton<LiveDocuments>();
        services.AddSingleton<TextIndex>();
        services.AddSingleton<TextIndexer>();
        services.AddSingleton<DocumentSearch>();
        services.AddSingleton<DocumentCompactor>();
        services.AddSingleton<DocumentEditing>();
        services.AddSingleton<DocumentOpening>();
        services.AddSingleton<DocumentTexts>();
        services.AddSingleton<VersionStore>();
        services.AddSingleton<DocumentVersions>();
        services.AddSingleton<DocumentRestoring>();
        services.AddSingleton<AutomaticVersions>();
        services.AddSingleton<DocumentSessions>();
        services.AddSingleton<UpdateMessages>();
        services.AddSingleton<YjsDocuments>();
        services.AddSingleton<YjsSockets>();
        services.AddSingleton<DocumentAwareness>();
        services.AddSingleton<IConnectionEndListener>(provider => provider.GetRequiredService<DocumentAwareness>());
        services.AddSingleton<DocumentsModule>();
        services.AddSingleton<IChannelMembership, DocumentReaders>();
        services.AddSingleton<IChannelMembership, DocumentListMembership>();
    }

    /// <summary>What documents do in the background: after the engine's host, which must have started before anything is written.</summary>
    public static void AddDocumentTasks(this IServiceCollection services)
    {
        services.AddHostedService(provider => provider.GetRequiredService<DocumentDeletions>());
        services.AddHostedService(provider => provider.GetRequiredService<DocumentCompactor>());
        services.AddHostedService(provider => provider.GetRequiredService<AutomaticVersions>());
        services.AddHostedService(provider => provider.GetRequiredService<TextIndexer>());
    }
}
