using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Model;

/// <summary>
/// Where documents keep their data. A document's channel holds its updates and its snapshot; what only the server may know is in
/// channels of <c>sys:</c>, of which clients read only the lists of documents.
/// </summary>
internal static class DocumentChannels
{
    public const string Namespace = "doc";

    /// <summary>The key of the snapshot; its offset is that of the last update in it.</summary>
    public const string SnapshotKey = "snapshot";

    /// <summary>The key of a document's record.</summary>
    public const string RecordKey = "document";

    /// <summary>The public documents: one key each. Every signed-in user may subscribe.</summary>
    public static ChannelName Listing { get; } = ChannelName.Of("sys", "documents");

    /// <summary>Deleted documents whose content has still to be removed: one key each.</summary>
    public static ChannelName Deletions { get; } = ChannelName.Of("sys", "document-deletions");

    public static ChannelName Of(string documentId) => ChannelName.Of(Namespace, documentId);

    /// <summary>The document's title, visibility and members.</summary>
    public static ChannelName RecordOf(string documentId) => ChannelName.Of("sys", "document/" + documentId);

    /// <summary>The document's versions: for each a key with what is known of it, and one with its content.</summary>
    public static ChannelName VersionsOf(string documentId) => ChannelName.Of("sys", "document-versions/" + documentId);

    /// <summary>The documents that a user is a member of: one key each. That user may subscribe.</summary>
    public static ChannelName DocumentsOf(string userId) => ChannelName.Of("sys", "documents/" + userId);

    /// <summary>The user's personal channel.</summary>
    public static ChannelName NoticesOf(string userId) => ChannelName.Of("user", userId);
}
