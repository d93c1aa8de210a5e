using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Server.Engines.Journal.Format;

namespace RealtimeHub.Server.Engines.Journal.Storage;

/// <summary>The checkpoint's file: bytes that end with their CRC-32C, seeded with the journal's secret. It is replaced as a whole or not at all.</summary>
internal sealed class CheckpointFile(SegmentFolder segments)
{
    private readonly IJournalFiles files = segments.Files;
    private readonly string folder = segments.Path;
    public const string Name = "checkpoint";
    public const string NewName = "checkpoint.new";
    private const int FlushBytes = 1 << 20;
    private readonly string path = segments.PathOf(Name);
    private readonly string newPath = segments.PathOf(NewName);

    /// <summary>Writes one; <paramref name="write"/> yields whenever some of it is in the writer.</summary>
    public void Replace(Func<ByteWriter, IEnumerable<bool>> write)
    {
        if (files.List(folder).Contains(NewName))
            files.Delete(newPath);
        using (var file = files.Create(newPath))
        {
            Fill(file, write);
            file.Sync();
        }

        files.Rename(newPath, path);
        files.SyncFolder(folder);
    }

    private void Fill(IJournalFile file, Func<ByteWriter, IEnumerable<bool>> write)
    {
        var buffer = new ByteWriter(2 * FlushBytes);
        long position = 0;
        var checksum = segments.Seal.BodySeed;
        foreach (var _ in write(buffer))
        {
            if (buffer.Length >= FlushBytes)
                Flush();
        }

        Flush();
        buffer.UInt32(checksum);
        file.Write(buffer.Written, position);

        void Flush()
        {
            checksum = Checksum.Of(buffer.Written, checksum);
            file.Write(buffer.Written, position);
            position += buffer.Length;
            buffer.Clear();
        }
    }

    /// <summary>The bytes of the checkpoint; null when there is none, empty when it is damaged.</summary>
    public byte[]? Read()
    {
        if (!files.List(folder).Contains(Name))
            return null;
        using var file = files.Open(path, writable: false);
        if (file.Length < 4 || file.Length > Array.MaxLength)
            return [];
        var bytes = new byte[file.Length];
        if (file.Read(bytes, 0) != bytes.Length)
            return [];
        var sum = new ByteReader(bytes.AsSpan(bytes.Length - 4));
        return sum.UInt32() == Checksum.Of(bytes.AsSpan(0, bytes.Length - 4), segments.Seal.BodySeed) ? bytes[..^4] : [];
    }
}
