namespace RealtimeHub.Shared;

/// <summary>A request for the text of a document.</summary>
/// <param name="DocumentId">The document's id.</param>
/// <param name="Name">The root type, such as <c>content</c>; all of them, one after another on lines of their own, when absent.</param>
public sealed record ReadTextRequest(string DocumentId, string? Name = null);

/// <summary>The text of a document, without formats.</summary>
/// <param name="Text">The text; XML elements are on lines of their own.</param>
/// <param name="Position">Everything up to here is in it.</param>
public sealed record DocumentText(string Text, Position Position);

/// <summary>Saves what a document contains as a version.</summary>
/// <param name="DocumentId">The document's id.</param>
/// <param name="Label">What it is called, 1–200 characters.</param>
public sealed record SaveVersionRequest(string DocumentId, string? Label = null);

/// <summary>A request for the versions of a document.</summary>
/// <param name="DocumentId">The document's id.</param>
/// <param name="Before">Only versions before this one, by id.</param>
/// <param name="Limit">The most versions, 1 to 200; 100 when absent.</param>
public sealed record ListVersionsRequest(string DocumentId, string? Before = null, int? Limit = null);

/// <summary>Versions of a document, the newest first.</summary>
/// <param name="Versions">The versions.</param>
/// <param name="Next">The <c>before</c> of the next page; absent on the last.</param>
public sealed record VersionPage(IReadOnlyList<DocumentVersion> Versions, string? Next = null);

/// <summary>A request for what a version contains.</summary>
/// <param name="DocumentId">The document's id.</param>
/// <param name="VersionId">The version's id.</param>
public sealed record GetVersionRequest(string DocumentId, string VersionId);

/// <summary>What a version contains.</summary>
/// <param name="Version">The version.</param>
/// <param name="Update">Its content as a Yjs update of format v1: apply it to an empty document.</param>
public sealed record VersionContent(DocumentVersion Version, ReadOnlyMemory<byte> Update);

/// <summary>Gives a document the content of a version, by an edit that everyone gets.</summary>
/// <param name="DocumentId">The document's id.</param>
/// <param name="VersionId">The version's id.</param>
public sealed record RestoreVersionRequest(string DocumentId, string VersionId);

/// <summary>Deletes a version; the document stays as it is.</summary>
/// <param name="DocumentId">The document's id.</param>
/// <param name="VersionId">The version's id.</param>
public sealed record DeleteVersionRequest(string DocumentId, string VersionId);
