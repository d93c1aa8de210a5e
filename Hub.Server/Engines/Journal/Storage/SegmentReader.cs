using System.Buffers;
using RealtimeHub.Server.Engines.Journal.Format;

namespace RealtimeHub.Server.Engines.Journal.Storage;

/// <summary>
/// Goes through the records of a segment with a small part of it in memory at a time, and finds what a
/// <see cref="SegmentScan"/> over all of it would find.
/// </summary>
internal static class SegmentReader
{
    private const int PieceBytes = 1 << 20;

    /// <summary>What is done with a finding; <paramref name="position"/> is where in the segment it begins.</summary>
    public delegate void Visit(scoped in SegmentScan scan, long position);

    /// <summary>Visits every finding of a segment that is not written to any more.</summary>
    public static void VisitAll(Segment segment, Visit visit, int pieceBytes = PieceBytes)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(pieceBytes);
        try
        {
            for (long position = SegmentHeader.Length; position < segment.Length;)
            {
                var read = segment.File.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, segment.Length - position)), position);
                var isLast = read < buffer.Length || position + read == segment.Length;
                var visited = VisitPiece(buffer.AsSpan(0, read), segment.Header.Seal, position, isLast, visit);
                position += visited;
                if (visited > 0)
                    continue;
                if (isLast)
                    return;
                // What begins here is longer than a piece.
                Grow(ref buffer);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // How many bytes were gone through. What the piece cuts off comes again at the beginning of the next.
    private static int VisitPiece(ReadOnlySpan<byte> bytes, RecordSeal seal, long position, bool isLast, Visit visit)
    {
        var visited = 0;
        var scan = new SegmentScan(bytes, seal);
        while (scan.MoveNext())
        {
            var end = scan.Start + scan.Length;
            if (!isLast && end == bytes.Length && scan.Finding is not ScanFinding.Record)
                break;
            visit(in scan, position + scan.Start);
            visited = end;
        }

        return visited;
    }

    private static void Grow(ref byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
