using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Server.Modules.Documents.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Catalog;

/// <summary>Makes, renames, changes, shares and deletes documents.</summary>
internal sealed class DocumentCatalog(
    DocumentStore store,
    DocumentLists lists,
    DocumentDeletions deletions,
    IModuleChannels channels,
    DocumentExclusion exclusion,
    DefaultVisibility defaultVisibility,
    DocumentsOptions options)
{
    /// <summary>Raised with the id of a document that was deleted.</summary>
    public event Action<string>? Deleted;

    public async ValueTask<Outcome<Document>> CreateAsync(DocumentCaller caller, CreateDocumentRequest request, CancellationToken cancellationToken)
    {
        var id = request.DocumentId ?? Guid.CreateVersion7().ToString("N");
        if ((DocumentRules.NewId(id) ?? DocumentRules.Title(request.Title)) is { } refusal)
            return refusal;
        var members = new Dictionary<string, DocumentRole> { [caller.UserId] = DocumentRole.Owner };
        var record = new DocumentRecord(request.Title, request.Visibility ?? defaultVisibility.Visibility, store.Now, caller.UserId, members);

        // The id of a deleted document stays taken: clients may hold content of it.
        var changed = await store.ChangeAsync(id, snapshot => snapshot.Head > 0 ? DocumentRefusals.IdTaken() : record, cancellationToken);
        if (changed.IsRefused(out var refused, out _))
            return refused;

        // The document exists: its lists are written even if the caller has disconnected.
        await lists.SetAsync(caller.UserId, id, DocumentRole.Owner, CancellationToken.None);
        if (record.Visibility == DocumentVisibility.Public)
            await lists.ListAsync(id, record, CancellationToken.None);
        return record.ToDocument(id, DocumentRole.Owner);
    }

    public ValueTask<Outcome<Document>> RenameAsync(DocumentCaller caller, RenameDocumentRequest request, CancellationToken cancellationToken) =>
        DocumentRules.Title(request.Title) is { } refusal
            ? new(refusal)
            : ChangeAsync(caller, request.DocumentId, "renaming a document", DocumentTypes.Renamed, record => record.Title == request.Title ? record : record with { Title = request.Title }, cancellationToken);

    public ValueTask<Outcome<Document>> UpdateAsync(DocumentCaller caller, UpdateDocumentRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller,
            request.DocumentId,
            "changing a document",
            DocumentTypes.Changed,
            record => request.Visibility is { } visibility && visibility != record.Visibility ? record with { Visibility = visibility } : record,
            cancellationToken);

    /// <summary>Closes the document to everyone at once; what it contained is removed afterwards.</summary>
    public async ValueTask<Outcome<bool>> DeleteAsync(DocumentCaller caller, DeleteDocumentRequest request, CancellationToken cancellationToken)
    {
        var required = await store.RequireAsync(request.DocumentId, caller.UserId, DocumentRole.Owner, "deleting a document", cancellationToken);
        if (required.IsRefused(out var refusal, out var document))
            return refusal;

        // Written before the deletion, so that a crash between the two leaves nothing behind.
        await deletions.NoteAsync(document.DocumentId, cancellationToken);
        var changed = await store.ChangeAsync(
            document.DocumentId,
            snapshot => snapshot.Require(caller.UserId, DocumentRole.Owner, "deleting a document") is { } denied ? denied : snapshot.Record! with { Deleted = true, Links = null },
            cancellationToken);
        if (changed.IsRefused(out refusal, out var change))
            return refusal;
        await AnnounceAsync(DocumentTypes.Deleted, document, caller);
        await lists.ListAsync(document.DocumentId, change.Now, CancellationToken.None);
        foreach (var userId in change.Before!.Users)
            await lists.SetAsync(userId, document.DocumentId, DocumentRole.None, CancellationToken.None);
        await exclusion.AllAsync(document.DocumentId);
        Deleted?.Invoke(document.DocumentId);
        deletions.Begin();
        return true;
    }

    public async ValueTask<Outcome<bool>> ShareAsync(DocumentCaller caller, ShareDocumentRequest request, CancellationToken cancellationToken)
    {
        if ((DocumentRules.Id(request.DocumentId) ?? DocumentRules.UserId(request.UserId)) is { } refusal)
            return refusal;
        var changed = await store.ChangeAsync(request.DocumentId, snapshot => Share(snapshot, caller, request), cancellationToken);
        if (changed.IsRefused(out refusal, out var change))
            return refusal;
        await lists.SetAsync(request.UserId, request.DocumentId, request.Role, CancellationToken.None);
        await exclusion.OutsidersAsync(request.DocumentId, change.Now);
        var before = change.Before!.OwnRoleOf(request.UserId).Role;
        if (request.Role > before && request.UserId != caller.UserId)
        {
            var notice = new DocumentNotice(request.DocumentId, change.Now.Title, request.Role, caller.UserId);
            var draft = new Draft { Type = DocumentTypes.Shared, Data = Payload.From(notice, HubJson.Default.DocumentNotice) };
            await channels.AppendAsync(DocumentChannels.NoticesOf(request.UserId), [draft], cancellationToken: CancellationToken.None);
        }

        return true;
    }

    private Outcome<DocumentRecord> Share(DocumentSnapshot snapshot, DocumentCaller caller, ShareDocumentRequest request)
    {
        if (snapshot.Require(caller.UserId, DocumentRole.Owner, "sharing a document") is { } denied)
            return denied;
        var record = snapshot.Record!;
        if (record.OwnRoleOf(request.UserId) == (request.Role, null))
            return record;
        var shared = record.With(request.UserId, request.Role);
        if (!shared.Members.ContainsValue(DocumentRole.Owner))
            return DocumentRefusals.LastOwner();
        return shared.Users.Count() > options.MaxMembers ? DocumentRefusals.TooManyMembers(options.MaxMembers) : shared;
    }

    private async ValueTask<Outcome<Document>> ChangeAsync(
        DocumentCaller caller,
        string documentId,
        string act,
        string type,
        Func<DocumentRecord, DocumentRecord> change,
        CancellationToken cancellationToken)
    {
        if (DocumentRules.Id(documentId) is { } refusal)
            return refusal;
        var changed = await store.ChangeAsync(
            documentId,
            snapshot => snapshot.Require(caller.UserId, DocumentRole.Owner, act) is { } denied ? denied : change(snapshot.Record!),
            cancellationToken);
        if (changed.IsRefused(out refusal, out var records))
            return refusal;
        var document = records.Now.ToDocument(documentId, records.Now.RoleOf(caller.UserId));
        if (ReferenceEquals(records.Before, records.Now))
            return document;
        await AnnounceAsync(type, document, caller);
        await lists.ListAsync(documentId, records.Now, CancellationToken.None);
        await exclusion.OutsidersAsync(documentId, records.Now);
        return document;
    }

    private async ValueTask AnnounceAsync(string type, Document document, DocumentCaller by) =>
        await channels.AppendAsync(
            DocumentChannels.Of(document.DocumentId), [DocumentDrafts.Of(type, document) with { Publisher = by.Publisher }], cancellationToken: CancellationToken.None);
}
