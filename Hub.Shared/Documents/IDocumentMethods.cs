namespace RealtimeHub.Shared;

/// <summary>
/// The methods of documents that several users edit with Yjs. All of them take a signed-in user. A document that the user
/// may not read is refused with the same <c>permission_denied</c> as one that does not exist.
/// </summary>
public interface IDocumentMethods
{
    /// <summary>Creates a document, owned by the caller. <c>conflict</c> when the id is taken.</summary>
    Task<Document> CreateDocument(CreateDocumentRequest request);

    /// <summary>Lists public documents and those the caller is a member of.</summary>
    Task<DocumentPage> ListDocuments(ListDocumentsRequest request);

    /// <summary>Returns a document.</summary>
    Task<Document> GetDocument(GetDocumentRequest request);

    /// <summary>Changes the title; only an owner may.</summary>
    Task<Document> RenameDocument(RenameDocumentRequest request);

    /// <summary>Changes who may find and edit a document; only an owner may.</summary>
    Task<Document> UpdateDocument(UpdateDocumentRequest request);

    /// <summary>Deletes a document and everything in it; only an owner may. Its id is not available again.</summary>
    Task DeleteDocument(DeleteDocumentRequest request);

    /// <summary>Gives a user a role, or removes it at once; only an owner may. <c>conflict</c> for the last owner, who has to name another first.</summary>
    Task ShareDocument(ShareDocumentRequest request);

    /// <summary>Lists the users with whom a document is shared.</summary>
    Task<DocumentMembers> ReadMembers(ReadMembersRequest request);

    /// <summary>Makes a link that gives each user who opens it a role; only an owner may.</summary>
    Task<CreatedLink> CreateLink(CreateLinkRequest request);

    /// <summary>Lists the links of a document, without their secrets; only an owner may.</summary>
    Task<DocumentLinks> ListLinks(ListLinksRequest request);

    /// <summary>Revokes a link; those who came by it lose the role that it gave them at once. Takes an owner. <c>not_found</c> when there is no such link.</summary>
    Task RevokeLink(RevokeLinkRequest request);

    /// <summary>Gives the caller the role of a link, unless the caller has it or a greater one. A link that is wrong or revoked is refused like a document that does not exist.</summary>
    Task<Document> UseLink(UseLinkRequest request);

    /// <summary>Returns what the client lacks of a document, and subscribes to it so that no update is missed.</summary>
    Task<OpenedDocument> OpenDocument(OpenDocumentRequest request);

    /// <summary>Ends the subscription and removes the awareness of this connection. No error for a document that isn't open.</summary>
    Task CloseDocument(CloseDocumentRequest request);

    /// <summary>Stores edits; returns when they are durable. The document need not be open.</summary>
    Task<PushUpdateResult> PushUpdate(PushUpdateRequest request);

    /// <summary>Sends the caller's awareness to everyone who has the document open; never stored.</summary>
    Task PushAwareness(PushAwarenessRequest request);

    /// <summary>Returns the text of a document, or of one of its root types.</summary>
    Task<DocumentText> ReadText(ReadTextRequest request);

    /// <summary>Saves what the document contains as a version; takes an editor.</summary>
    Task<DocumentVersion> SaveVersion(SaveVersionRequest request);

    /// <summary>Lists the versions of a document, the newest first.</summary>
    Task<VersionPage> ListVersions(ListVersionsRequest request);

    /// <summary>Returns a version and its content. <c>not_found</c> when there is no such version.</summary>
    Task<VersionContent> GetVersion(GetVersionRequest request);

    /// <summary>
    /// Replaces the content of every root type by the version's, as one edit that everyone gets; takes an editor. What was there before is saved as
    /// an automatic version first. Nothing is rewound: edits that are on their way are kept.
    /// </summary>
    Task<PushUpdateResult> RestoreVersion(RestoreVersionRequest request);

    /// <summary>Deletes a version; only an owner may. <c>not_found</c> when there is no such version.</summary>
    Task DeleteVersion(DeleteVersionRequest request);
}
