using RealtimeHub.Documents;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Rules;

/// <summary>The refusals of document calls; docs/collaboration.md lists the reasons.</summary>
internal static class DocumentRefusals
{
    /// <summary>One refusal for a document that the caller may not read and for one that does not exist.</summary>
    public static Refusal NoEntry(string documentId) => Denied("no_entry", $"you may not open document {Brief(documentId)}");

    /// <summary>There is no such document; only for callers who may read every document.</summary>
    public static Refusal NoDocument(string documentId) =>
        new(ErrorCode.NotFound, $"there is no document {Brief(documentId)}", new RefusalDetails { Field = "documentId" });

    public static Refusal Role(string act, DocumentRole role) =>
        Denied("role_too_low", $"{act} requires the role {role.ToString().ToLowerInvariant()}");

    public static Refusal ForeignAwareness(long client) =>
        Denied("foreign_awareness", $"client {client} of the awareness update belongs to another connection; send only your own clients");

    public static Refusal IdTaken() =>
        new(ErrorCode.Conflict, "a document has or had this id; choose another id", new RefusalDetails { Reason = "document_exists", Field = "documentId" });

    public static Refusal LastOwner() =>
        new(ErrorCode.Conflict, "you are the document's last owner; make another user an owner first", new RefusalDetails { Reason = "last_owner" });

    public static Refusal TooManyMembers(int limit) => TooMany("too_many_members", "the document is shared with too many users", limit, limit + 1L);

    public static Refusal DocumentFull(long bytes, long limit) => TooMany("document_full", $"the document would have {bytes} bytes", limit, bytes);

    public static Refusal TooMuchPending(long bytes, long limit) =>
        TooMany("pending_updates", $"{bytes} bytes of updates would wait for updates that they build on; push those first", limit, bytes);

    public static Refusal TooManyClients(int limit) => TooMany("awareness_clients", "the connection has too many awareness clients", limit, limit + 1L);

    public static Refusal ClientReused(ClientRange range) => new(
        ErrorCode.Conflict,
        $"client id {range.Client} is used by two: its content at clock {range.Clock} differs from what is stored; copy the edits into a new Y.Doc, which has another id",
        new RefusalDetails { Reason = "client_reused", Field = "update" });

    public static Refusal TooManyVersions(int limit) =>
        TooMany("too_many_versions", "the document has too many versions that users saved; delete some first", limit, limit + 1L);

    public static Refusal NoVersion(string versionId) =>
        new(ErrorCode.NotFound, $"the document has no version {Brief(versionId)}", new RefusalDetails { Field = "versionId" });

    public static Refusal TooManyLinks(int limit) => TooMany("too_many_links", "the document has too many links; revoke some first", limit, limit + 1L);

    public static Refusal NoLink(string linkId) =>
        new(ErrorCode.NotFound, $"the document has no link {Brief(linkId)}", new RefusalDetails { Field = "linkId" });

    public static Refusal Busy() => new(
        ErrorCode.Unavailable, "the document changed too often meanwhile and nothing was stored; try again", new RefusalDetails { Reason = "busy" });

    /// <summary>Bytes that are not what their format says, or pass a limit of it.</summary>
    public static Refusal Invalid(string field, InvalidUpdateException fault) => fault.Fault == UpdateFault.LimitExceeded
        ? new Refusal(ErrorCode.LimitExceeded, $"{field}: {fault.Message}", new RefusalDetails { Field = field, Reason = "update_limits" })
        : Refusal.BadRequest(field, $"{field} is malformed: {fault.Message}", reason: "malformed");

    private static Refusal Denied(string reason, string text) => new(ErrorCode.PermissionDenied, text, new RefusalDetails { Reason = reason });

    private static Refusal TooMany(string reason, string what, long limit, long actual) =>
        new(ErrorCode.LimitExceeded, $"{what}; the limit is {limit}", new RefusalDetails { Reason = reason, Limit = limit, Actual = actual });

    private static string Brief(string documentId) => DocumentChannels.Of(documentId).Brief()[(DocumentChannels.Namespace.Length + 1)..];
}
