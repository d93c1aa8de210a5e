using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Documents.Catalog;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Server.Modules.Documents.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Search;

/// <summary>Lists the documents that a user may read, and finds them by their ids, titles and texts.</summary>
internal sealed class DocumentSearch(DocumentReading reading, TextIndex index, TextIndexer indexer)
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 200;

    // What a search may wait for texts that are not held; more is read in the background.
    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(500);

    /// <summary>Public documents and the caller's own, in order of their ids; those that fit, when there is a query.</summary>
    public async ValueTask<Outcome<DocumentPage>> ListAsync(DocumentCaller caller, ListDocumentsRequest request, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? DefaultLimit;
        var refusal = FieldRules.Limit(limit, MaxLimit)
            ?? (request.Query is { } query ? DocumentRules.Query(query) : null)
            ?? (request.After is { Length: > 0 } after ? DocumentRules.Id(after) : null);
        if (refusal is not null)
            return refusal;
        var all = reading.AllAsync(caller.UserId, request.After ?? "", cancellationToken);
        if (DocumentQuery.Of(request.Query) is { } wanted)
            return await FindAsync(all, wanted, limit, cancellationToken);
        var found = await all.Take(limit + 1).ToListAsync(cancellationToken);
        return found.Count > limit ? new DocumentPage(found[..limit], found[limit - 1].DocumentId) : new DocumentPage(found);
    }

    private async ValueTask<DocumentPage> FindAsync(IAsyncEnumerable<Document> all, DocumentQuery query, int limit, CancellationToken cancellationToken)
    {
        var documents = await all.ToListAsync(cancellationToken);
        string[] unknown = [.. documents.Where(document => !index.Has(document.DocumentId)).Select(document => document.DocumentId)];
        if (unknown.Length > 0)
            await indexer.IndexAsync(unknown, MaxWait, cancellationToken);
        return Find(documents, query, limit);
    }

    private DocumentPage Find(List<Document> documents, DocumentQuery query, int limit)
    {
        var found = new List<Document>();
        bool? incomplete = null;
        foreach (var document in documents)
        {
            var text = index.Use(document.DocumentId);
            if (text is null)
                incomplete = true;
            if (!query.FitsName(document) && !query.Fits(document, text))
                continue;
            if (found.Count == limit)
                return new DocumentPage(found, found[^1].DocumentId, incomplete);
            found.Add(document with { Snippet = query.SnippetOf(text) });
        }

        return new DocumentPage(found, Incomplete: incomplete);
    }
}
