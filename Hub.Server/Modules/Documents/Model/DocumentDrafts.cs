using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Model;

/// <summary>The module's records as the data of publications.</summary>
internal static class DocumentDrafts
{
    private const string NoteType = "doc.note";

    public static Draft Note(DocumentRecord record) =>
        new() { Type = NoteType, Key = DocumentChannels.RecordKey, Data = Payload.From(record, DocumentsJson.Default.DocumentRecord) };

    public static Draft Note(string documentId, DocumentDeletion deletion) =>
        new() { Type = NoteType, Key = documentId, Data = Payload.From(deletion, DocumentsJson.Default.DocumentDeletion) };

    /// <summary>A document as it is now, for everyone who reads it.</summary>
    public static Draft Of(string type, Document document, string? key = null) =>
        new() { Type = type, Key = key, Data = Payload.From(document with { Role = null }, HubJson.Default.Document) };

    public static Draft Membership(string documentId, DocumentRole role) =>
        new() { Type = DocumentTypes.Membership, Key = documentId, Data = Payload.From(new DocumentMembership(role), HubJson.Default.DocumentMembership) };

    /// <summary>A version that was saved or deleted, for everyone who reads the document.</summary>
    public static Draft Of(DocumentVersion version, string? key = null) =>
        new() { Type = DocumentTypes.Version, Key = key, Data = Payload.From(version, HubJson.Default.DocumentVersion) };

    /// <summary>What a version contains.</summary>
    public static Draft Content(string key, ReadOnlyMemory<byte> update) => new() { Type = NoteType, Key = key, Data = new DocumentUpdate(update).ToPayload() };

    /// <summary>A value removed with all that it contained.</summary>
    public static Draft Erased(string key) => new() { Type = NoteType, Key = key, Data = default, Removed = true };
}
