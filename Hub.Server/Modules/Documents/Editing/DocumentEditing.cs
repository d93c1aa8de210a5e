using RealtimeHub.Documents;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Documents.Catalog;
using RealtimeHub.Server.Modules.Documents.Live;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Server.Modules.Documents.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Editing;

/// <summary>Stores updates of documents.</summary>
internal sealed class DocumentEditing(
    DocumentStore store,
    LiveDocuments documents,
    DocumentCompactor compactor,
    DocumentsOptions options)
{
    private const int MaxAttempts = 5;

    private readonly UpdateLimits limits = UpdateLimits.Untrusted with { MaxBytes = options.MaxUpdateBytes, MaxWork = options.MaxUpdateWork };

    /// <summary>Stores an update and sends it on; resolves when it is durable.</summary>
    /// <remarks>Once it is tried on the document it is stored, whether or not the caller is still there.</remarks>
    public async ValueTask<Outcome<PushUpdateResult>> PushAsync(DocumentCaller caller, PushUpdateRequest request, CancellationToken cancellationToken)
    {
        var required = await store.RequireAsync(request.DocumentId, caller.UserId, DocumentRole.Editor, "editing a document", cancellationToken);
        if (required.IsRefused(out var refusal, out _))
            return refusal;
        return await PushAsync(caller, request.DocumentId, request.Update, limits, cancellationToken);
    }

    /// <summary>Stores an update that the server made for a caller who may edit, however large it is.</summary>
    public ValueTask<Outcome<PushUpdateResult>> PushOwnAsync(DocumentCaller caller, string documentId, ReadOnlyMemory<byte> update) =>
        PushAsync(caller, documentId, update, UpdateLimits.Trusted, CancellationToken.None);

    private async ValueTask<Outcome<PushUpdateResult>> PushAsync(
        DocumentCaller caller, string documentId, ReadOnlyMemory<byte> update, UpdateLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            var summary = YUpdate.Inspect(update.Span, limits);
            for (var attempt = 0; attempt < MaxAttempts; attempt++)
            {
                using var lease = await documents.OpenAsync(documentId, cancellationToken);
                if (await PushAsync(lease.Document, caller, update, summary, limits) is { } done)
                    return done;
            }

            return DocumentRefusals.Busy();
        }
        catch (InvalidUpdateException fault)
        {
            return DocumentRefusals.Invalid("update", fault);
        }
    }

    // Null when the document must be loaded again.
    private async ValueTask<Outcome<PushUpdateResult>?> PushAsync(LiveDocument document, DocumentCaller caller, ReadOnlyMemory<byte> update, UpdateSummary summary, UpdateLimits limits)
    {
        var trial = document.Try(update.Span, summary, limits, options);
        switch (trial.Verdict)
        {
            case PushVerdict.Adds:
                return new PushUpdateResult(await StoreAsync(document, caller, update, trial));
            case PushVerdict.AddsNothing:
                // What it repeats may be on its way to the disk yet.
                await document.SettleAsync();
                if (document.IsBroken)
                    return null;
                return new PushUpdateResult(document.Head);
            case PushVerdict.DocumentFull:
                return DocumentRefusals.DocumentFull(trial.Bytes, options.MaxDocumentBytes);
            case PushVerdict.TooMuchPending:
                return DocumentRefusals.TooMuchPending(trial.Bytes, options.MaxPendingBytes);
            case PushVerdict.Conflict:
                return DocumentRefusals.ClientReused(trial.Conflict);
            default:
                return null;
        }
    }

    private async ValueTask<Position> StoreAsync(LiveDocument document, DocumentCaller caller, ReadOnlyMemory<byte> update, PushTrial trial)
    {
        Position? position = null;
        try
        {
            var draft = new Draft { Type = DocumentTypes.Updated, Data = new DocumentUpdate(update).ToPayload(), Publisher = caller.Publisher };
            position = await document.Appends.AppendAsync(draft);
        }
        finally
        {
            document.Stored(trial, position);
        }

        compactor.Consider(document);
        return position.Value;
    }
}
