using RealtimeHub.Shared;

namespace RealtimeHub.Client.Documents;

/// <summary>The documents of a hub. All calls take a client with a token.</summary>
/// <remarks>
/// Every call may throw <see cref="HubCallException"/> (the server refused it), <see cref="ConnectionLostException"/>,
/// <see cref="TimeoutException"/> and <see cref="HubClosedException"/>, as <see cref="HubClient.InvokeAsync{TResult}(string, object, CancellationToken)"/> does.
/// Cancelling ends the wait; it does not undo what was sent.
/// </remarks>
public sealed class DocumentClient
{
    private readonly HubClient client;

    /// <summary>Makes one for a client, which its maker disposes of.</summary>
    public DocumentClient(HubClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        this.client = client;
    }

    /// <summary>Opens a document: returns when its content is there. One client opens a document once.</summary>
    /// <exception cref="InvalidOperationException">The client has it open already.</exception>
    public Task<SharedDocument> OpenDocumentAsync(string documentId, CancellationToken cancellationToken = default) =>
        SharedDocument.OpenAsync(client, documentId, cancellationToken);

    /// <summary>Makes a document, owned by the caller.</summary>
    public Task<Document> CreateDocumentAsync(CreateDocumentRequest request, CancellationToken cancellationToken = default) =>
        client.InvokeAsync<Document>(nameof(IDocumentMethods.CreateDocument), request, cancellationToken);

    /// <summary>Lists public documents and the caller's own, in order of their ids; with a query those whose id, title or text has it. While it is <see cref="DocumentPage.Incomplete"/>, a later search may find more.</summary>
    public Task<DocumentPage> ListDocumentsAsync(string? query = null, string? after = null, int? limit = null, CancellationToken cancellationToken = default) =>
        client.ReadAsync<DocumentPage>(nameof(IDocumentMethods.ListDocuments), new ListDocumentsRequest(query, after, limit), cancellationToken);

    /// <summary>Gives a document.</summary>
    public Task<Document> GetDocumentAsync(string documentId, CancellationToken cancellationToken = default) =>
        client.ReadAsync<Document>(nameof(IDocumentMethods.GetDocument), new GetDocumentRequest(documentId), cancellationToken);

    /// <summary>Changes the title; only an owner may.</summary>
    public Task<Document> RenameDocumentAsync(string documentId, string title, CancellationToken cancellationToken = default) =>
        client.ReadAsync<Document>(nameof(IDocumentMethods.RenameDocument), new RenameDocumentRequest(documentId, title), cancellationToken);

    /// <summary>Changes who may find and edit it; only an owner may.</summary>
    public Task<Document> UpdateDocumentAsync(UpdateDocumentRequest request, CancellationToken cancellationToken = default) =>
        client.ReadAsync<Document>(nameof(IDocumentMethods.UpdateDocument), request, cancellationToken);

    /// <summary>Deletes a document and everything in it; only an owner may. Its id is not available again.</summary>
    public Task DeleteDocumentAsync(string documentId, CancellationToken cancellationToken = default) =>
        client.InvokeAsync<object?>(nameof(IDocumentMethods.DeleteDocument), new DeleteDocumentRequest(documentId), cancellationToken);

    /// <summary>Gives a user a role, or takes it away with <see cref="DocumentRole.None"/>; only an owner may.</summary>
    public Task ShareDocumentAsync(string documentId, string userId, DocumentRole role, CancellationToken cancellationToken = default) =>
        client.ReadAsync<object?>(nameof(IDocumentMethods.ShareDocument), new ShareDocumentRequest(documentId, userId, role), cancellationToken);

    /// <summary>Lists those with whom a document is shared.</summary>
    public async Task<IReadOnlyList<DocumentMember>> ReadMembersAsync(string documentId, CancellationToken cancellationToken = default) =>
        (await client.ReadAsync<DocumentMembers>(nameof(IDocumentMethods.ReadMembers), new ReadMembersRequest(documentId), cancellationToken).ConfigureAwait(false)).Members;

    /// <summary>Makes a link that gives each user who opens it a role. Only an owner may. <see cref="CreatedLink.Link"/> contains a secret and is given only here.</summary>
    public Task<CreatedLink> CreateLinkAsync(string documentId, DocumentRole role, CancellationToken cancellationToken = default) =>
        client.InvokeAsync<CreatedLink>(nameof(IDocumentMethods.CreateLink), new CreateLinkRequest(documentId, role), cancellationToken);

    /// <summary>Lists the links of a document, without their secrets; only an owner may.</summary>
    public async Task<IReadOnlyList<DocumentLink>> ListLinksAsync(string documentId, CancellationToken cancellationToken = default) =>
        (await client.ReadAsync<DocumentLinks>(nameof(IDocumentMethods.ListLinks), new ListLinksRequest(documentId), cancellationToken).ConfigureAwait(false)).Links;

    /// <summary>Revokes a link: those who came by it lose the role that it gave them; only an owner may.</summary>
    public Task RevokeLinkAsync(string documentId, string linkId, CancellationToken cancellationToken = default) =>
        client.InvokeAsync<object?>(nameof(IDocumentMethods.RevokeLink), new RevokeLinkRequest(documentId, linkId), cancellationToken);

    /// <summary>Gives the caller the role of a link, unless the caller has it or a greater one.</summary>
    public Task<Document> UseLinkAsync(string documentId, string link, CancellationToken cancellationToken = default) =>
        client.ReadAsync<Document>(nameof(IDocumentMethods.UseLink), new UseLinkRequest(documentId, link), cancellationToken);

    /// <summary>Gives the text of a document without formats, or that of one root type.</summary>
    public Task<DocumentText> ReadTextAsync(string documentId, string? name = null, CancellationToken cancellationToken = default) =>
        client.ReadAsync<DocumentText>(nameof(IDocumentMethods.ReadText), new ReadTextRequest(documentId, name), cancellationToken);

    /// <summary>Saves what the document contains as a version; takes an editor.</summary>
    public Task<DocumentVersion> SaveVersionAsync(string documentId, string? label = null, CancellationToken cancellationToken = default) =>
        client.InvokeAsync<DocumentVersion>(nameof(IDocumentMethods.SaveVersion), new SaveVersionRequest(documentId, label), cancellationToken);

    /// <summary>Lists versions, the newest first. <paramref name="before"/> is the <see cref="VersionPage.Next"/> of the page before.</summary>
    public Task<VersionPage> ListVersionsAsync(string documentId, string? before = null, int? limit = null, CancellationToken cancellationToken = default) =>
        client.ReadAsync<VersionPage>(nameof(IDocumentMethods.ListVersions), new ListVersionsRequest(documentId, before, limit), cancellationToken);

    /// <summary>Gives a version and its content.</summary>
    public Task<VersionContent> GetVersionAsync(string documentId, string versionId, CancellationToken cancellationToken = default) =>
        client.ReadAsync<VersionContent>(nameof(IDocumentMethods.GetVersion), new GetVersionRequest(documentId, versionId), cancellationToken);

    /// <summary>Gives the document the content of a version, by an edit that everyone gets; takes an editor.</summary>
    public Task RestoreVersionAsync(string documentId, string versionId, CancellationToken cancellationToken = default) =>
        client.ReadAsync<PushUpdateResult>(nameof(IDocumentMethods.RestoreVersion), new RestoreVersionRequest(documentId, versionId), cancellationToken);

    /// <summary>Deletes a version; only an owner may.</summary>
    public Task DeleteVersionAsync(string documentId, string versionId, CancellationToken cancellationToken = default) =>
        client.InvokeAsync<object?>(nameof(IDocumentMethods.DeleteVersion), new DeleteVersionRequest(documentId, versionId), cancellationToken);
}
