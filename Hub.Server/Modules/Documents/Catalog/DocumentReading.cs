using System.Runtime.CompilerServices;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Server.Modules.Documents.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Catalog;

/// <summary>Shows documents to those who may read them.</summary>
internal sealed class DocumentReading(DocumentStore store, DocumentLists lists)
{
    private const int ScanSize = 500;

    public ValueTask<Outcome<Document>> GetAsync(DocumentCaller caller, GetDocumentRequest request, CancellationToken cancellationToken) =>
        store.RequireAsync(request.DocumentId, caller.UserId, DocumentRole.Reader, "reading a document", cancellationToken);

    public async ValueTask<Outcome<DocumentMembers>> MembersAsync(DocumentCaller caller, ReadMembersRequest request, CancellationToken cancellationToken)
    {
        if (DocumentRules.Id(request.DocumentId) is { } refusal)
            return refusal;
        var snapshot = await store.ReadAsync(request.DocumentId, cancellationToken);
        if (snapshot.Require(caller.UserId, DocumentRole.Reader, "reading members") is { } denied)
            return denied;
        return new DocumentMembers([.. snapshot.Record!.Users.Order(StringComparer.Ordinal).Select(userId => MemberOf(snapshot.Record, userId))]);
    }

    /// <summary>Public documents and a user's own behind an id, in order of their ids.</summary>
    public async IAsyncEnumerable<Document> AllAsync(string userId, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Two ordered lists, merged: the public documents, page by page, and the ids of the user's own.
        var own = new Queue<string>(await lists.OfUserAsync(userId, after, cancellationToken));
        var hasMore = true;
        for (var at = after; hasMore;)
        {
            (var page, hasMore) = await lists.PublicAsync(at.Length > 0 ? at : null, ScanSize, cancellationToken);
            foreach (var document in page)
            {
                at = document.DocumentId;
                while (own.TryPeek(out var id) && DocumentLists.Compare(id, at) <= 0)
                {
                    if (await OwnAsync(own.Dequeue(), userId, cancellationToken) is { } mine && mine.DocumentId != at)
                        yield return mine;
                }

                if (await OwnAsync(at, userId, cancellationToken) is { } current)
                    yield return current;
            }
        }

        while (own.TryDequeue(out var id))
        {
            if (await OwnAsync(id, userId, cancellationToken) is { } document)
                yield return document;
        }
    }

    /// <summary>A page of the public documents behind an id, for the server itself.</summary>
    public async ValueTask<DocumentPage> PublicAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var (documents, hasMore) = await lists.PublicAsync(string.IsNullOrEmpty(after) ? null : after, limit, cancellationToken);
        return new DocumentPage(documents, hasMore ? documents[^1].DocumentId : null);
    }

    private async ValueTask<Document?> OwnAsync(string documentId, string userId, CancellationToken cancellationToken)
    {
        var record = (await store.ReadAsync(documentId, cancellationToken)).Record;
        return record?.RoleOf(userId) is { } role and not DocumentRole.None ? record.ToDocument(documentId, role) : null;
    }

    private static DocumentMember MemberOf(DocumentRecord record, string userId)
    {
        var (role, linkId) = record.OwnRoleOf(userId);
        return new DocumentMember(userId, role, linkId);
    }
}
