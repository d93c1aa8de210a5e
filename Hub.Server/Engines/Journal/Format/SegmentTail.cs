namespace RealtimeHub.Server.Engines.Journal.Format;

/// <summary>How the end of a segment is to be read.</summary>
/// <param name="MayBeTorn">
/// The server was cut off while it wrote here: no unfinished record was acknowledged. Otherwise more had been
/// written, and it is damage.
/// </param>
/// <param name="MayHaveHoles">The machine lost its power: of what was not synced any part may be on the disk.</param>
/// <param name="Seal">The secret of the journal.</param>
/// <param name="KnownEnd">Where the records end, when something else says so.</param>
internal readonly record struct SegmentTail(bool MayBeTorn, bool MayHaveHoles, RecordSeal Seal, long? KnownEnd)
{
    private const int SectorBytes = 512;

    /// <summary>Whether zeros from this position on are preallocated space and not lost records.</summary>
    public bool MayBePreallocation(long position) => MayBeTorn || position == KnownEnd;

    /// <summary>
    /// Whether damage is part of a commit that never got to the disk whole: a sector of it was never written, and no later
    /// record says that everything before it was on the disk.
    /// </summary>
    /// <param name="scan">The damage.</param>
    /// <param name="bytes">What is gone through.</param>
    /// <param name="from">Where in the segment that begins.</param>
    public bool IsHole(in SegmentScan scan, ReadOnlySpan<byte> bytes, int from) =>
        MayHaveHoles && scan.Finding is (ScanFinding.DamagedRecord or ScanFinding.DamagedBytes)
        && HasUnwrittenSector(bytes.Slice(scan.Start, scan.Length), from + scan.Start)
        && !IsSyncedBehind(bytes[(scan.Start + scan.Length)..]);

    // Of a sector at the edge of the damage only a part is in it. No record begins or ends with a zero.
    private static bool HasUnwrittenSector(ReadOnlySpan<byte> damaged, int position)
    {
        for (var at = 0; at < damaged.Length;)
        {
            var part = Math.Min(SectorBytes - ((position + at) % SectorBytes), damaged.Length - at);
            if (!damaged.Slice(at, part).ContainsAnyExcept((byte)0))
                return true;
            at += part;
        }

        return false;
    }

    private bool IsSyncedBehind(ReadOnlySpan<byte> rest)
    {
        var scan = new SegmentScan(rest, Seal);
        while (scan.MoveNext())
        {
            if (scan.Finding == ScanFinding.Record && (scan.Frame.Flags & RecordFlags.AfterSync) != 0)
                return true;
        }

        return false;
    }
}
