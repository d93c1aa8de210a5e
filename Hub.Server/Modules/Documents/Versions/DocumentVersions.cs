using System.Globalization;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Documents.Catalog;
using RealtimeHub.Server.Modules.Documents.Live;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Server.Modules.Documents.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Versions;

/// <summary>Saves, lists, gives and deletes versions of documents.</summary>
internal sealed class DocumentVersions(DocumentStore documents, VersionStore store, LiveDocuments live, IModuleChannels channels, DocumentsOptions options)
{
    private const int MaxAttempts = 20;
    private const int DefaultLimit = 100;
    private const int MaxLimit = 200;

    public async ValueTask<Outcome<DocumentVersion>> SaveAsync(DocumentCaller caller, SaveVersionRequest request, CancellationToken cancellationToken)
    {
        if (request.Label is { } label && DocumentRules.Label(label) is { } invalid)
            return invalid;
        var required = await documents.RequireAsync(request.DocumentId, caller.UserId, DocumentRole.Editor, "saving a version", cancellationToken);
        if (required.IsRefused(out var refusal, out _))
            return refusal;
        using var lease = await live.OpenAsync(request.DocumentId, cancellationToken);
        return await SaveAsync(lease.Document, versions => versions.Count(version => !version.Automatic) >= options.MaxVersions, new DocumentAuthor(caller.UserId, caller.Name), request.Label);
    }

    /// <summary>Saves what was edited since the last version, if anything was; the oldest automatic versions make room.</summary>
    public async ValueTask SaveAutomaticAsync(LiveDocument document)
    {
        if (document.Unversioned is { } edits)
            await SaveAsync(document, null, edits.LastBy is { } by ? new DocumentAuthor(by.UserId, by.Name) : null, null);
    }

    public async ValueTask<Outcome<VersionPage>> ListAsync(DocumentCaller caller, ListVersionsRequest request, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? DefaultLimit;
        if ((FieldRules.Limit(limit, MaxLimit) ?? (request.Before is { } id ? DocumentRules.VersionId("before", id) : null)) is { } invalid)
            return invalid;
        var required = await documents.RequireAsync(request.DocumentId, caller.UserId, DocumentRole.Reader, "reading versions", cancellationToken);
        if (required.IsRefused(out var refusal, out _))
            return refusal;
        var all = (await store.ReadAsync(request.DocumentId, cancellationToken)).Versions;
        var page = all.Reverse().Where(version => request.Before is not { } before || string.CompareOrdinal(version.VersionId, before) < 0).Take(limit + 1).ToList();
        return page.Count > limit ? new VersionPage(page[..limit], page[limit - 1].VersionId) : new VersionPage(page);
    }

    public async ValueTask<Outcome<VersionContent>> GetAsync(DocumentCaller caller, GetVersionRequest request, CancellationToken cancellationToken) =>
        await ReadAsync(caller, request.DocumentId, request.VersionId, DocumentRole.Reader, "reading versions", cancellationToken);

    public async ValueTask<Outcome<bool>> DeleteAsync(DocumentCaller caller, DeleteVersionRequest request, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(caller, request.DocumentId, request.VersionId, DocumentRole.Owner, "deleting a version", cancellationToken);
        if (read.IsRefused(out var refusal, out var content))
            return refusal;
        await store.RemoveAsync(request.DocumentId, content.Version);
        await AnnounceAsync(request.DocumentId, content.Version with { Deleted = true });
        return true;
    }

    /// <summary>A version and its content, for a caller who has the role.</summary>
    public async ValueTask<Outcome<VersionContent>> ReadAsync(
        DocumentCaller caller, string documentId, string versionId, DocumentRole role, string act, CancellationToken cancellationToken)
    {
        var required = await documents.RequireAsync(documentId, caller.UserId, role, act, cancellationToken);
        if (required.IsRefused(out var refusal, out _))
            return refusal;
        if (DocumentRules.VersionId("versionId", versionId) is { } invalid)
            return invalid;
        return await store.ReadContentAsync(documentId, versionId, cancellationToken) is { } content ? content : DocumentRefusals.NoVersion(versionId);
    }

    /// <param name="document">The document.</param>
    /// <param name="isFull">Whether a version that a user saves has no room; null for an automatic one.</param>
    /// <param name="author">Who saves it, or edited last.</param>
    /// <param name="label">What it is called.</param>
    private async ValueTask<Outcome<DocumentVersion>> SaveAsync(LiveDocument document, Func<IReadOnlyList<DocumentVersion>, bool>? isFull, DocumentAuthor? author, string? label)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var read = await store.ReadAsync(document.DocumentId, CancellationToken.None);
            var last = read.Versions.Count > 0 ? read.Versions[^1] : null;
            if (isFull is null && last is not null)
            {
                // It may be known from the log alone that something was edited.
                document.Versioned(last);
                if (document.Unversioned is null)
                    return last;
            }

            if (isFull?.Invoke(read.Versions) == true)
                return DocumentRefusals.TooManyVersions(options.MaxVersions);
            if (document.Merge() is not { } content)
                return DocumentRefusals.Busy();
            var version = new DocumentVersion
            {
                VersionId = NextId(documents.Now, last?.VersionId),
                Label = label,
                Automatic = isFull is null,
                CreatedTime = documents.Now,
                Author = author,
                Position = content.Position,
                SizeBytes = content.Update.Length,
            };
            var automatic = read.Versions.Where(one => one.Automatic).ToList();
            var surplus = version.Automatic ? automatic.Take(automatic.Count + 1 - options.MaxAutomaticVersions) : [];
            if (!await store.AddAsync(document.DocumentId, read, new VersionContent(version, content.Update), surplus))
                continue;
            document.Versioned(version);
            await AnnounceAsync(document.DocumentId, version);
            return version;
        }

        return DocumentRefusals.Busy();
    }

    private async ValueTask AnnounceAsync(string documentId, DocumentVersion version) =>
        await channels.AppendAsync(DocumentChannels.Of(documentId), [DocumentDrafts.Of(version)], cancellationToken: CancellationToken.None);

    // Ids are in the order of their times, also of versions of one millisecond and after a clock was set back.
    private static string NextId(long time, string? last)
    {
        var least = last is null ? 0 : long.Parse(last.AsSpan(0, 12), NumberStyles.HexNumber, CultureInfo.InvariantCulture) + 1;
        return Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(time, least))).ToString("N");
    }
}
