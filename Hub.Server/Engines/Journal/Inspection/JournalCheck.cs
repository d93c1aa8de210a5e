using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Server.Engines.Journal.Inspection;

/// <summary>What a look at every byte of a journal found.</summary>
/// <param name="Segments">How many segments there are.</param>
/// <param name="Records">How many good records.</param>
/// <param name="Damages">Each damaged place, in words.</param>
/// <param name="TornBytes">How many bytes at the very end were cut off while they were written; no damage.</param>
/// <param name="Repairs">What the next start would repair, in words; null for nothing.</param>
internal sealed record JournalCheck(int Segments, long Records, IReadOnlyList<string> Damages, long TornBytes, string? Repairs)
{
    /// <summary>Checks every record of every segment, also those that are no longer needed.</summary>
    public static JournalCheck Of(JournalFolder folder)
    {
        var damages = new List<string>();
        long records = 0, torn = 0;
        var segments = folder.Segments.InOrder;
        for (var i = 0; i < segments.Count; i++)
        {
            var segment = segments[i];
            var tail = folder.Start.TailOf(segments, i, change: false);
            var bytes = Read(segment);
            var scan = new SegmentScan(bytes, segment.Header.Seal);
            while (scan.MoveNext())
            {
                var position = SegmentHeader.Length + scan.Start;
                if (tail.IsHole(scan, bytes, SegmentHeader.Length))
                {
                    torn += bytes.Length - scan.Start;
                    break;
                }

                if (scan.Finding == ScanFinding.Record)
                    records++;
                else if (scan.Finding == ScanFinding.TornTail && tail.MayBeTorn)
                    torn += scan.Length;
                else if (scan.Finding != ScanFinding.Preallocation || !tail.MayBePreallocation(position))
                    damages.Add($"segment {segment.Number}: {scan.Length} bytes at {position}");
            }
        }

        return new JournalCheck(segments.Count, records, damages, torn, folder.Start.Repaired);
    }

    private static byte[] Read(Segment segment)
    {
        // Not the length that a start would keep: what it cuts is to be seen here.
        var bytes = new byte[Math.Max(0, segment.File.Length - SegmentHeader.Length)];
        var read = segment.File.Read(bytes, SegmentHeader.Length);
        return bytes[..read];
    }
}
