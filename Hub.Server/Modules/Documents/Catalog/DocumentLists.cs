using System.Text;
using System.Text.Json;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Catalog;

/// <summary>
/// The public documents, and the documents of each user. Written after the document's own record, which decides: a list that a
/// crash kept from being written is repaired when the document is shared or changed again.
/// </summary>
internal sealed class DocumentLists(IModuleChannels channels)
{
    private const int PageSize = 1_000;

    /// <summary>Puts a public document on the list as it is now, and takes a private or deleted one off.</summary>
    public async ValueTask ListAsync(string documentId, DocumentRecord record, CancellationToken cancellationToken)
    {
        var isListed = record is { Deleted: false, Visibility: DocumentVisibility.Public };
        var draft = isListed ? DocumentDrafts.Of(DocumentTypes.Changed, record.ToDocument(documentId, null), documentId) : DocumentDrafts.Erased(documentId);
        await channels.AppendAsync(DocumentChannels.Listing, [draft], cancellationToken: cancellationToken);
    }

    /// <summary>Sets a user's role in the list of the user's documents; none takes the document off.</summary>
    public async ValueTask SetAsync(string userId, string documentId, DocumentRole role, CancellationToken cancellationToken)
    {
        var draft = role == DocumentRole.None ? DocumentDrafts.Erased(documentId) : DocumentDrafts.Membership(documentId, role);
        await channels.AppendAsync(DocumentChannels.DocumentsOf(userId), [draft], cancellationToken: cancellationToken);
    }

    /// <summary>The ids of a user's documents behind an id, in order.</summary>
    public async ValueTask<IReadOnlyList<string>> OfUserAsync(string userId, string after, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        var from = after.Length > 0 ? after : null;
        while (true)
        {
            var page = await channels.ReadStateAsync(DocumentChannels.DocumentsOf(userId), new StateQuery { AfterKey = from, Limit = PageSize }, cancellationToken);
            ids.AddRange(page.Entries.Select(entry => entry.Key!));
            if (!page.HasMore)
                return ids;
            from = ids[^1];
        }
    }

    /// <summary>A page of the public documents behind an id, in order.</summary>
    public async ValueTask<(IReadOnlyList<Document> Documents, bool HasMore)> PublicAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var page = await channels.ReadStateAsync(DocumentChannels.Listing, new StateQuery { AfterKey = after, Limit = limit }, cancellationToken);
        return ([.. page.Entries.Select(entry => JsonSerializer.Deserialize(entry.Data.Bytes.Span, HubJson.Default.Document)!)], page.HasMore);
    }

    /// <summary>The order of ids in pages: that of their bytes in UTF-8.</summary>
    public static int Compare(string x, string y) => Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y));
}
