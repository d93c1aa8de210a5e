using System.Text.Json;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Versions;

/// <summary>Reads and writes what is stored of versions.</summary>
internal sealed class VersionStore(IModuleChannels channels)
{
    private const string VersionPrefix = "version/";
    private const string ContentPrefix = "content/";
    private const int PageSize = 500;

    /// <summary>All versions of a document, the oldest first.</summary>
    public async ValueTask<StoredVersions> ReadAsync(string documentId, CancellationToken cancellationToken)
    {
        var versions = new List<DocumentVersion>();
        KeyPage page;
        string? after = null;
        do
        {
            page = await channels.ReadStateAsync(DocumentChannels.VersionsOf(documentId), new StateQuery { Prefix = VersionPrefix, AfterKey = after, Limit = PageSize }, cancellationToken);
            versions.AddRange(page.Entries.Select(VersionIn));
            after = page.Entries.Count > 0 ? page.Entries[^1].Key : null;
        }
        while (page.HasMore);
        return new StoredVersions(versions, page.Head);
    }

    /// <summary>A version and its content; null when there is none.</summary>
    public async ValueTask<VersionContent?> ReadContentAsync(string documentId, string versionId, CancellationToken cancellationToken)
    {
        var page = await channels.ReadKeysAsync(DocumentChannels.VersionsOf(documentId), [VersionPrefix + versionId, ContentPrefix + versionId], cancellationToken);
        return page.Find(VersionPrefix + versionId) is { } version && page.Find(ContentPrefix + versionId) is { } content
            ? new VersionContent(VersionIn(version), DocumentUpdate.FromPayload(content.Data).Update)
            : null;
    }

    /// <summary>Writes a version, and removes others in the same step; false when the versions are not those that were read any more.</summary>
    public async ValueTask<bool> AddAsync(string documentId, StoredVersions read, VersionContent added, IEnumerable<DocumentVersion> removed)
    {
        Draft[] drafts =
        [
            DocumentDrafts.Of(added.Version, VersionPrefix + added.Version.VersionId),
            DocumentDrafts.Content(ContentPrefix + added.Version.VersionId, added.Update),
            .. removed.SelectMany(Erased),
        ];
        return !(await channels.AppendAsync(DocumentChannels.VersionsOf(documentId), drafts, read.Head, cancellationToken: CancellationToken.None)).IsRefused(out _, out _);
    }

    /// <summary>Removes a version with its content.</summary>
    public async ValueTask RemoveAsync(string documentId, DocumentVersion version) =>
        await channels.AppendAsync(DocumentChannels.VersionsOf(documentId), Erased(version), cancellationToken: CancellationToken.None);

    private static Draft[] Erased(DocumentVersion version) =>
        [DocumentDrafts.Erased(VersionPrefix + version.VersionId), DocumentDrafts.Erased(ContentPrefix + version.VersionId)];

    private static DocumentVersion VersionIn(Publication publication) => JsonSerializer.Deserialize(publication.Data.Bytes.Span, HubJson.Default.DocumentVersion)!;
}

/// <summary>The versions of a document as they were read.</summary>
/// <param name="Versions">The oldest first.</param>
/// <param name="Head">The head of their channel.</param>
internal sealed record StoredVersions(IReadOnlyList<DocumentVersion> Versions, long Head);
