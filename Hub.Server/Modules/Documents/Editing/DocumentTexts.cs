using RealtimeHub.Documents;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Documents.Catalog;
using RealtimeHub.Server.Modules.Documents.Live;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Server.Modules.Documents.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Editing;

/// <summary>Gives what documents say, without formats.</summary>
internal sealed class DocumentTexts(DocumentStore store, LiveDocuments documents)
{
    public async ValueTask<Outcome<DocumentText>> ReadAsync(DocumentCaller caller, ReadTextRequest request, CancellationToken cancellationToken)
    {
        if (request.Name is { } name && DocumentRules.RootName(name) is { } invalid)
            return invalid;
        var required = await store.RequireAsync(request.DocumentId, caller.UserId, DocumentRole.Reader, "reading a document", cancellationToken);
        return required.IsRefused(out var refusal, out _) ? refusal : await ReadAsync(request, cancellationToken);
    }

    /// <summary>Reads for a program with an API key, which may read every document.</summary>
    public async ValueTask<Outcome<DocumentText>> ReadFromServerAsync(ReadTextRequest request, CancellationToken cancellationToken)
    {
        if (DocumentRules.Id(request.DocumentId) is { } refusal)
            return refusal;
        if (request.Name is { } name && DocumentRules.RootName(name) is { } invalid)
            return invalid;
        return (await store.ReadAsync(request.DocumentId, cancellationToken)).Record is null
            ? DocumentRefusals.NoDocument(request.DocumentId)
            : await ReadAsync(request, cancellationToken);
    }

    private async ValueTask<DocumentText> ReadAsync(ReadTextRequest request, CancellationToken cancellationToken)
    {
        using var lease = await documents.OpenAsync(request.DocumentId, cancellationToken);
        return lease.Document.Use((doc, head) => new DocumentText(doc.ReadText(request.Name), head));
    }
}
