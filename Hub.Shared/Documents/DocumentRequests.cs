namespace RealtimeHub.Shared;

/// <summary>Creates a document, owned by the caller.</summary>
/// <param name="Title">The title, 1–200 characters.</param>
/// <param name="DocumentId">Its id, 1–128 bytes without control characters or white space; the server makes one when absent.</param>
/// <param name="Visibility">Who may find and edit it; public in Development and private elsewhere when absent.</param>
public sealed record CreateDocumentRequest(string Title, string? DocumentId = null, DocumentVisibility? Visibility = null);

/// <summary>Asks for documents: the public ones and those of the calling user.</summary>
/// <param name="Query">Only documents whose id or title contains this, or in whose title and text each of its words begins a word; in any case, with or without accents, at most 200 characters and 20 words.</param>
/// <param name="After">The page starts after this document; the <c>next</c> of the page before.</param>
/// <param name="Limit">The most documents, 1 to 200; 100 when absent.</param>
public sealed record ListDocumentsRequest(string? Query = null, string? After = null, int? Limit = null);

/// <summary>Documents in order of their ids.</summary>
/// <param name="Documents">The documents.</param>
/// <param name="Next">The <c>after</c> of the next page; absent on the last.</param>
/// <param name="Incomplete">True when the texts of some documents could not be searched yet, as soon after a start of the server: ask again; absent otherwise.</param>
public sealed record DocumentPage(IReadOnlyList<Document> Documents, string? Next = null, bool? Incomplete = null);

/// <summary>Asks for one document.</summary>
/// <param name="DocumentId">The document's id.</param>
public sealed record GetDocumentRequest(string DocumentId);

/// <summary>Changes the title of a document.</summary>
/// <param name="DocumentId">The document's id.</param>
/// <param name="Title">The new title, 1–200 characters.</param>
public sealed record RenameDocumentRequest(string DocumentId, string Title);

/// <summary>Changes a document; absent fields stay as they are.</summary>
/// <param name="DocumentId">The document's id.</param>
/// <param name="Visibility">Who may find and edit it.</param>
public sealed record UpdateDocumentRequest(string DocumentId, DocumentVisibility? Visibility = null);

/// <summary>Deletes a document with everything in it.</summary>
/// <param name="DocumentId">The document's id.</param>
public sealed record DeleteDocumentRequest(string DocumentId);

/// <summary>Gives a user a role in a document.</summary>
/// <param name="DocumentId">The document's id.</param>
/// <param name="UserId">The user's id.</param>
/// <param name="Role">The role; <c>none</c> removes it.</param>
public sealed record ShareDocumentRequest(string DocumentId, string UserId, DocumentRole Role);

/// <summary>Asks for the members of a document.</summary>
/// <param name="DocumentId">The document's id.</param>
public sealed record ReadMembersRequest(string DocumentId);

/// <summary>The members of a document.</summary>
/// <param name="Members">In order of their ids.</param>
public sealed record DocumentMembers(IReadOnlyList<DocumentMember> Members);
