namespace RealtimeHub.Shared;

/// <summary>The types of the publications and signals of documents.</summary>
public static class DocumentTypes
{
    /// <summary>Edits: <see cref="DocumentUpdate"/>.</summary>
    public const string Updated = "doc.updated";

    /// <summary>The <see cref="Document"/> under its new title.</summary>
    public const string Renamed = "doc.renamed";

    /// <summary>The <see cref="Document"/> with its new visibility.</summary>
    public const string Changed = "doc.changed";

    /// <summary>The <see cref="Document"/> that was deleted; the last publication of its channel.</summary>
    public const string Deleted = "doc.deleted";

    /// <summary>A version was saved or deleted: <see cref="DocumentVersion"/>.</summary>
    public const string Version = "doc.version";

    /// <summary>A signal: who is in the document and where, <see cref="DocumentUpdate"/> with a message of y-protocols' awareness.</summary>
    public const string Awareness = "doc.awareness";

    /// <summary>A <see cref="DocumentMembership"/> in <c>sys:documents/&lt;userId&gt;</c>, whose key is the document's id.</summary>
    public const string Membership = "doc.membership";

    /// <summary>A notice in the personal channel: <see cref="DocumentNotice"/>.</summary>
    public const string Shared = "document";
}
