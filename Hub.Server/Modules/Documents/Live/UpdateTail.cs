using RealtimeHub.Server.Modules.Documents.Model;

namespace RealtimeHub.Server.Modules.Documents.Live;

/// <summary>How much is stored of a document beyond its snapshot. Guarded by the document's own gate.</summary>
internal sealed class UpdateTail
{
    private readonly Queue<(int Bytes, long Time)> updates = [];
    private long snapshotBytes;
    private long bytes;

    /// <summary>How many updates.</summary>
    public int Count => updates.Count;

    /// <summary>The bytes of the snapshot and of the updates behind it.</summary>
    public long TotalBytes => snapshotBytes + bytes;

    public void Load(DocumentContent content)
    {
        snapshotBytes += content.SnapshotUpdate.Length;
        foreach (var publication in content.Updates)
            Add(DocumentContent.UpdateOf(publication).Length, publication.Time);
    }

    public void Add(int length, long time)
    {
        updates.Enqueue((length, time));
        bytes += length;
    }

    /// <summary>The oldest updates were merged into a snapshot.</summary>
    public void Replace(int count, int length)
    {
        for (; count > 0 && updates.TryDequeue(out var update); count--)
            bytes -= update.Bytes;
        snapshotBytes = length;
    }

    /// <summary>The size of the whole document is known.</summary>
    public long SetBytes(long total)
    {
        snapshotBytes = total - bytes;
        return total;
    }

    /// <summary>Whether it is time to merge.</summary>
    public bool IsDue(DocumentsOptions options, long now) =>
        Count >= options.CompactAfterUpdates
        || bytes >= options.CompactAfterBytes
        || (updates.TryPeek(out var oldest) && now - oldest.Time >= options.CompactAfterAge.TotalMilliseconds);
}
