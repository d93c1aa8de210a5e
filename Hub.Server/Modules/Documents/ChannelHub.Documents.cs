using System.Runtime.CompilerServices;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Modules.Documents;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hubs;

/// <summary>The document methods of the hub.</summary>
internal sealed partial class ChannelHub : IDocumentMethods
{
    public async Task<Document> CreateDocument(CreateDocumentRequest request)
    {
        Take(LimitedAct.NewChannel);
        return (await documents.Catalog.CreateAsync(DocumentCallerOf(), request, Ended)).OrThrow();
    }

    public async Task<DocumentPage> ListDocuments(ListDocumentsRequest request)
    {
        Take(LimitedAct.HistoryRead);
        return (await documents.Search.ListAsync(DocumentCallerOf(), request, Ended)).OrThrow();
    }

    public async Task<Document> GetDocument(GetDocumentRequest request) =>
        (await documents.Reading.GetAsync(DocumentCallerOf(), request, Ended)).OrThrow();

    public async Task<Document> RenameDocument(RenameDocumentRequest request) =>
        (await documents.Catalog.RenameAsync(DocumentWriter(), request, Ended)).OrThrow();

    public async Task<Document> UpdateDocument(UpdateDocumentRequest request) =>
        (await documents.Catalog.UpdateAsync(DocumentWriter(), request, Ended)).OrThrow();

    public async Task DeleteDocument(DeleteDocumentRequest request) =>
        (await documents.Catalog.DeleteAsync(DocumentWriter(), request, Ended)).OrThrow();

    public async Task ShareDocument(ShareDocumentRequest request) =>
        (await documents.Catalog.ShareAsync(DocumentWriter(), request, Ended)).OrThrow();

    public async Task<DocumentMembers> ReadMembers(ReadMembersRequest request)
    {
        Take(LimitedAct.HistoryRead);
        return (await documents.Reading.MembersAsync(DocumentCallerOf(), request, Ended)).OrThrow();
    }

    public async Task<CreatedLink> CreateLink(CreateLinkRequest request) =>
        (await documents.Linking.CreateAsync(DocumentWriter(), request, Ended)).OrThrow();

    public async Task<DocumentLinks> ListLinks(ListLinksRequest request)
    {
        Take(LimitedAct.HistoryRead);
        return (await documents.Linking.ListAsync(DocumentCallerOf(), request, Ended)).OrThrow();
    }

    public async Task RevokeLink(RevokeLinkRequest request) =>
        (await documents.Linking.RevokeAsync(DocumentWriter(), request, Ended)).OrThrow();

    public async Task<Document> UseLink(UseLinkRequest request) =>
        (await documents.Linking.UseAsync(DocumentWriter(), request, Ended)).OrThrow();

    public async Task<OpenedDocument> OpenDocument(OpenDocumentRequest request)
    {
        Take(LimitedAct.Subscribe);
        return (await documents.Opening.OpenAsync(Connection, Edge, DocumentCallerOf(), request, Ended)).OrThrow();
    }

    public async Task CloseDocument(CloseDocumentRequest request)
    {
        DocumentCallerOf();
        (await documents.Opening.CloseAsync(Connection, Edge, request, Ended)).OrThrow();
    }

    public async Task<PushUpdateResult> PushUpdate(PushUpdateRequest request) =>
        (await documents.Editing.PushAsync(DocumentWriter(), request, Ended)).OrThrow();

    public async Task PushAwareness(PushAwarenessRequest request)
    {
        Take(LimitedAct.Signal);
        (await documents.Opening.PushAwarenessAsync(Connection, DocumentCallerOf(), request, Ended)).OrThrow();
    }

    public async Task<DocumentText> ReadText(ReadTextRequest request)
    {
        Take(LimitedAct.HistoryRead);
        return (await documents.Texts.ReadAsync(DocumentCallerOf(), request, Ended)).OrThrow();
    }

    public async Task<DocumentVersion> SaveVersion(SaveVersionRequest request) =>
        (await documents.Versions.SaveAsync(DocumentWriter(), request, Ended)).OrThrow();

    public async Task<VersionPage> ListVersions(ListVersionsRequest request)
    {
        Take(LimitedAct.HistoryRead);
        return (await documents.Versions.ListAsync(DocumentCallerOf(), request, Ended)).OrThrow();
    }

    public async Task<VersionContent> GetVersion(GetVersionRequest request)
    {
        Take(LimitedAct.HistoryRead);
        return (await documents.Versions.GetAsync(DocumentCallerOf(), request, Ended)).OrThrow();
    }

    public async Task<PushUpdateResult> RestoreVersion(RestoreVersionRequest request) =>
        (await documents.Restoring.RestoreAsync(DocumentWriter(), request, Ended)).OrThrow();

    public async Task DeleteVersion(DeleteVersionRequest request) =>
        (await documents.Versions.DeleteAsync(DocumentWriter(), request, Ended)).OrThrow();

    private DocumentCaller DocumentCallerOf([CallerMemberName] string method = "") => DocumentsModule.CallerOf(Caller, method).OrThrow();

    // Every call that may end in a publication counts as a publish.
    private DocumentCaller DocumentWriter([CallerMemberName] string method = "")
    {
        Take(LimitedAct.Publish);
        return DocumentCallerOf(method);
    }
}
