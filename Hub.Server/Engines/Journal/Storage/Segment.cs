using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Server.Engines.Journal.Format;

namespace RealtimeHub.Server.Engines.Journal.Storage;

/// <summary>One file of records.</summary>
internal sealed class Segment(SegmentHeader header, IJournalFile file, long length) : IDisposable
{
    /// <summary>
    /// No segment is longer, in bytes: 1 GiB, the greatest size at which one is left, and the largest commit that may come last.
    /// </summary>
    public const long MaxLength = 3L << 29;

    private long length = length;

    public SegmentHeader Header { get; } = header;

    public int Number => Header.Number;

    public IJournalFile File { get; } = file;

    /// <summary>The end of its last record that counts.</summary>
    public long Length
    {
        get => Volatile.Read(ref length);
        set => Volatile.Write(ref length, value);
    }

    public void Dispose() => File.Dispose();
}
