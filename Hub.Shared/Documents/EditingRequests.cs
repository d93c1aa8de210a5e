namespace RealtimeHub.Shared;

/// <summary>Opens a document: its content, and every update from now on.</summary>
/// <param name="DocumentId">The document's id.</param>
/// <param name="StateVector">What the client has already, as <c>Y.encodeStateVector</c> returns it; absent for nothing.</param>
public sealed record OpenDocumentRequest(string DocumentId, ReadOnlyMemory<byte>? StateVector = null);

/// <summary>An open document.</summary>
/// <param name="Document">The document.</param>
/// <param name="Update">What the client's state vector lacks, as a Yjs update of format v1.</param>
/// <param name="StateVector">What the server has: the client pushes what the server lacks.</param>
/// <param name="Position">Everything up to here is in <paramref name="Update"/>; later updates come as publications.</param>
/// <param name="Access">Whether the caller may push updates.</param>
/// <param name="Awareness">Who is in the document: messages of y-protocols' awareness.</param>
public sealed record OpenedDocument(
    Document Document,
    ReadOnlyMemory<byte> Update,
    ReadOnlyMemory<byte> StateVector,
    Position Position,
    DocumentAccess Access,
    IReadOnlyList<ReadOnlyMemory<byte>> Awareness);

/// <summary>Closes a document on this connection.</summary>
/// <param name="DocumentId">The document's id.</param>
public sealed record CloseDocumentRequest(string DocumentId);

/// <summary>Stores edits of a document.</summary>
/// <param name="DocumentId">The document's id.</param>
/// <param name="Update">A Yjs update of format v1, at most 1 MiB.</param>
public sealed record PushUpdateRequest(string DocumentId, ReadOnlyMemory<byte> Update);

/// <summary>The result of storing edits.</summary>
/// <param name="Position">Their position; the head when they added nothing.</param>
public sealed record PushUpdateResult(Position Position);

/// <summary>Sends the caller's awareness.</summary>
/// <param name="DocumentId">The document's id.</param>
/// <param name="Update">A message of y-protocols' awareness about the caller's own clients, at most 8 KiB.</param>
public sealed record PushAwarenessRequest(string DocumentId, ReadOnlyMemory<byte> Update);
