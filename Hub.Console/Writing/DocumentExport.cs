using System.Text;
using RealtimeHub.Client.Documents;
using RealtimeHub.Documents;
using RealtimeHub.Shared;

namespace RealtimeHub.Console.Writing;

/// <summary>What a document or a version of it contains, read without opening it.</summary>
internal static class DocumentExport
{
    /// <summary>The text, of the present or of a version.</summary>
    public static async Task<DocumentText> TextAsync(DocumentClient documents, string documentId, string? versionId, CancellationToken cancellationToken)
    {
        if (versionId is null)
            return await documents.ReadTextAsync(documentId, SharedDocument.DefaultTextName, cancellationToken);
        var (version, update) = await documents.GetVersionAsync(documentId, versionId, cancellationToken);
        var document = new YDoc();
        document.ApplyUpdate(update.Span);
        return new DocumentText(document.ReadText(SharedDocument.DefaultTextName), version.Position);
    }

    /// <summary>A file of a format: <c>md</c>, <c>html</c>, <c>txt</c> or <c>yjs</c>.</summary>
    public static async Task<byte[]> BytesAsync(DocumentClient documents, string documentId, string? versionId, string format, CancellationToken cancellationToken)
    {
        if (format == "yjs")
            return await UpdateAsync(documents, documentId, versionId, cancellationToken);
        var (text, _) = await TextAsync(documents, documentId, versionId, cancellationToken);
        return Encoding.UTF8.GetBytes(format switch
        {
            "html" => MarkdownText.ToHtml(text, (await documents.GetDocumentAsync(documentId, cancellationToken)).Title),
            "txt" => MarkdownText.ToPlain(text),
            _ => text,
        });
    }

    private static async Task<byte[]> UpdateAsync(DocumentClient documents, string documentId, string? versionId, CancellationToken cancellationToken)
    {
        if (versionId is not null)
            return (await documents.GetVersionAsync(documentId, versionId, cancellationToken)).Update.ToArray();
        await using var document = await documents.OpenDocumentAsync(documentId, cancellationToken);
        return document.Read(one => one.EncodeStateAsUpdate());
    }
}
