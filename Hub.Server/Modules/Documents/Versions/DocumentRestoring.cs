using RealtimeHub.Documents;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Documents.Editing;
using RealtimeHub.Server.Modules.Documents.Live;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Versions;

/// <summary>Gives documents the content of versions, by an edit like any other.</summary>
internal sealed class DocumentRestoring(DocumentVersions versions, DocumentEditing editing, LiveDocuments live)
{
    public async ValueTask<Outcome<PushUpdateResult>> RestoreAsync(DocumentCaller caller, RestoreVersionRequest request, CancellationToken cancellationToken)
    {
        var read = await versions.ReadAsync(caller, request.DocumentId, request.VersionId, DocumentRole.Editor, "restoring a version", cancellationToken);
        if (read.IsRefused(out var refusal, out var version))
            return refusal;
        using var lease = await live.OpenAsync(request.DocumentId, cancellationToken);

        // What is there now is kept, so that a restore can be taken back.
        await versions.SaveAutomaticAsync(lease.Document);
        var present = lease.Document.Use(static (doc, _) => doc.EncodeStateAsUpdate());
        return await editing.PushOwnAsync(caller, request.DocumentId, Edit(present, version.Update));
    }

    private static ReadOnlyMemory<byte> Edit(ReadOnlyMemory<byte> present, ReadOnlyMemory<byte> wanted)
    {
        var (document, version) = (new YDoc(), new YDoc());
        document.ApplyUpdate(present.Span);
        version.ApplyUpdate(wanted.Span);
        ReadOnlyMemory<byte> edit = YUpdate.Empty;
        document.Updated += change => edit = change.Update;
        document.ReplaceContents(version);
        return edit;
    }
}
