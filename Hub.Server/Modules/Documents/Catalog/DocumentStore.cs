using System.Collections.Concurrent;
using System.Text.Json;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Server.Modules.Documents.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Catalog;

/// <summary>Reads the records of documents and changes them.</summary>
internal sealed class DocumentStore(IModuleChannels channels, TimeProvider time)
{
    private const int MaxAttempts = 20;
    private const int MaxKnown = 10_000;

    // As they were read last; each use asks for what has changed since.
    private readonly ConcurrentDictionary<string, Known> known = new(StringComparer.Ordinal);

    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Reads what is kept of a document.</summary>
    /// <remarks>
    /// A record that is known and has not changed is not read again: so the answer for a document of others takes as long as the one for a
    /// document that does not exist, of which nothing is read either.
    /// </remarks>
    public async ValueTask<DocumentSnapshot> ReadAsync(string documentId, CancellationToken cancellationToken)
    {
        var before = known.GetValueOrDefault(documentId, Known.Nothing);
        var page = await ChangesAsync(documentId, before.Offset, cancellationToken);
        if (before.Offset > 0 && (page.Epoch != before.Epoch || page.ForgottenUpTo > before.Offset))
        {
            before = Known.Nothing;
            page = await ChangesAsync(documentId, 0, cancellationToken);
        }

        var now = page.Entries.Count == 0 ? before : Remember(documentId, page.Epoch, page.Entries[0]);
        return new DocumentSnapshot(documentId, now.Record is { Deleted: false } record ? record : null, page.Head);
    }

    /// <summary>A document and the caller's role; refused alike when it does not exist and when the caller may not read it.</summary>
    public async ValueTask<Outcome<Document>> RequireAsync(string documentId, string userId, DocumentRole role, string act, CancellationToken cancellationToken)
    {
        if (DocumentRules.Id(documentId) is { } refusal)
            return refusal;
        var snapshot = await ReadAsync(documentId, cancellationToken);
        return snapshot.Require(userId, role, act) is { } denied ? denied : snapshot.Record!.ToDocument(documentId, snapshot.Record.RoleOf(userId));
    }

    /// <summary>Decides and writes; if another change came first, decides again.</summary>
    /// <param name="documentId">The document's id.</param>
    /// <param name="decide">Returns the record to write, the same one for no change, or the refusal. It may be called again, so it must write nothing itself.</param>
    /// <param name="cancellationToken">Cancelling takes effect before the write or not at all.</param>
    /// <returns>The record before, which is null for a new document, and the record now.</returns>
    public async ValueTask<Outcome<(DocumentRecord? Before, DocumentRecord Now)>> ChangeAsync(
        string documentId,
        Func<DocumentSnapshot, Outcome<DocumentRecord>> decide,
        CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var snapshot = await ReadAsync(documentId, cancellationToken);
            if (decide(snapshot).IsRefused(out var refusal, out var record))
                return refusal;
            if (ReferenceEquals(record, snapshot.Record))
                return (record, record);
            var appended = await channels.AppendAsync(DocumentChannels.RecordOf(documentId), [DocumentDrafts.Note(record)], snapshot.Head, cancellationToken: cancellationToken);
            if (!appended.IsRefused(out _, out _))
                return (snapshot.Record, record);
        }

        return DocumentRefusals.Busy();
    }

    private ValueTask<KeyPage> ChangesAsync(string documentId, long after, CancellationToken cancellationToken) =>
        channels.ReadStateAsync(
            DocumentChannels.RecordOf(documentId),
            new StateQuery { Keys = [DocumentChannels.RecordKey], ChangedAfter = after, Limit = 1, MaxBytes = long.MaxValue },
            cancellationToken);

    private Known Remember(string documentId, string epoch, Publication entry)
    {
        if (known.Count >= MaxKnown)
            known.Clear();
        var record = entry.Removed == true ? null : JsonSerializer.Deserialize(entry.Data.Bytes.Span, DocumentsJson.Default.DocumentRecord);
        return known[documentId] = new Known(epoch, entry.Offset, record);
    }

    /// <summary>A record as it was read.</summary>
    /// <param name="Epoch">The epoch of its channel.</param>
    /// <param name="Offset">Its offset there; 0 for nothing.</param>
    /// <param name="Record">The record.</param>
    private sealed record Known(string Epoch, long Offset, DocumentRecord? Record)
    {
        public static Known Nothing { get; } = new("", 0, null);
    }
}

/// <summary>A document as it was read.</summary>
/// <param name="DocumentId">Its id.</param>
/// <param name="Record">What is known of it; null when it does not exist or was deleted.</param>
/// <param name="Head">The head of the channel of its record; above 0 when it exists or existed.</param>
internal sealed record DocumentSnapshot(string DocumentId, DocumentRecord? Record, long Head)
{
    /// <summary>Refuses a user who has not the role, and one who may not read without a sign that the document exists.</summary>
    public Refusal? Require(string userId, DocumentRole role, string act)
    {
        var own = Record?.RoleOf(userId) ?? DocumentRole.None;
        if (own == DocumentRole.None)
            return DocumentRefusals.NoEntry(DocumentId);
        return own < role ? DocumentRefusals.Role(act, role) : null;
    }
}
