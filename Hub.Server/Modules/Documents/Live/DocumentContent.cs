using RealtimeHub.Documents;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Live;

/// <summary>A document as it is stored.</summary>
/// <param name="Snapshot">The merged updates; null when none have been merged.</param>
/// <param name="Updates">The updates behind it.</param>
internal sealed record DocumentContent(Publication? Snapshot, IReadOnlyList<Publication> Updates)
{
    public ReadOnlyMemory<byte> SnapshotUpdate => Snapshot is null ? YUpdate.Empty : UpdateOf(Snapshot);

    /// <summary>The updates as one; null when there are none.</summary>
    public ReadOnlyMemory<byte>? MergedUpdates => Updates.Count switch
    {
        0 => (ReadOnlyMemory<byte>?)null,
        1 => UpdateOf(Updates[0]),
        _ => YUpdate.Merge([.. Updates.Select(UpdateOf)]),
    };

    /// <summary>All of it as one update.</summary>
    public ReadOnlyMemory<byte> Merged => MergedUpdates is { } updates
        ? Snapshot is null ? updates : YUpdate.Merge([SnapshotUpdate, .. Updates.Select(UpdateOf)])
        : SnapshotUpdate;

    /// <summary>Gives an empty document the content.</summary>
    public void ApplyTo(YDoc document)
    {
        document.ApplyUpdate(SnapshotUpdate.Span);
        if (MergedUpdates is { } updates)
            document.ApplyUpdate(updates.Span);
    }

    public static ReadOnlyMemory<byte> UpdateOf(Publication publication) => DocumentUpdate.FromPayload(publication.Data).Update;
}
