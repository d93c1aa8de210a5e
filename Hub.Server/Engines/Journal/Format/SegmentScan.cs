using System.Buffers.Binary;

namespace RealtimeHub.Server.Engines.Journal.Format;

/// <summary>What is at some place of a segment.</summary>
internal enum ScanFinding
{
    /// <summary>A good record.</summary>
    Record,

    /// <summary>A damaged record whose channel is known.</summary>
    DamagedRecord,

    /// <summary>Bytes that are no record; their channel is unknown.</summary>
    DamagedBytes,

    /// <summary>The beginning of a record whose rest was never written: the file ends within it, or is all zeros from there on.</summary>
    TornTail,

    /// <summary>Zeros up to the end: room for records to come.</summary>
    Preallocation,
}

/// <summary>
/// Goes through the records of a segment. Behind damage it continues at the next good head, so that one bad block
/// costs only what is in it. Pure.
/// </summary>
internal ref struct SegmentScan(ReadOnlySpan<byte> bytes, RecordSeal seal)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private readonly RecordSeal seal = seal;
    private int next;

    /// <summary>Where the finding begins.</summary>
    public int Start { get; private set; }

    /// <summary>How many bytes it has.</summary>
    public readonly int Length => next - Start;

    public ScanFinding Finding { get; private set; }

    /// <summary>The record, or what is left of it; none for <see cref="ScanFinding.DamagedBytes"/>.</summary>
    public RecordFrame Frame { get; private set; }

    public bool MoveNext()
    {
        Start = next;
        if (Start == bytes.Length)
            return false;
        var rest = bytes[Start..];
        var state = RecordFrame.Read(rest, seal, out var frame);
        Frame = frame;
        (Finding, next) = state switch
        {
            RecordState.Whole => (ScanFinding.Record, Start + frame.Record.Length),
            RecordState.DamagedBody when EndsInZeros(rest, frame.Record.Length) => (ScanFinding.TornTail, bytes.Length),
            RecordState.DamagedBody => (ScanFinding.DamagedRecord, Start + frame.Record.Length),
            RecordState.CutShort => (ScanFinding.TornTail, bytes.Length),
            _ => WithoutHead(rest),
        };
        return true;
    }

    // No record ends in a zero.
    private static bool EndsInZeros(ReadOnlySpan<byte> rest, int length) =>
        rest[length - 1] == 0 && !rest[length..].ContainsAnyExcept((byte)0);

    private readonly (ScanFinding, int) WithoutHead(ReadOnlySpan<byte> rest)
    {
        Span<byte> marker = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(marker, seal.Marker);
        for (var at = 1; at <= rest.Length - RecordFrame.HeadLength; at++)
        {
            var step = rest[at..].IndexOf(marker);
            if (step < 0)
                break;
            at += step;
            if (RecordFrame.Read(rest[at..], seal, out _) != RecordState.NoHead)
                return (ScanFinding.DamagedBytes, Start + at);
        }

        var written = rest[..(rest.LastIndexOfAnyExcept((byte)0) + 1)];
        var finding = written.IsEmpty ? ScanFinding.Preallocation : IsTorn(written, marker) ? ScanFinding.TornTail : ScanFinding.DamagedBytes;
        return (finding, bytes.Length);
    }

    // A write that was cut off leaves the first bytes of a head. Less of it may be seen, where they are zeros.
    private static bool IsTorn(ReadOnlySpan<byte> written, ReadOnlySpan<byte> marker)
    {
        if (!written.StartsWith(marker[..Math.Min(marker.Length, written.Length)]))
            return false;
        if (written.Length < RecordFrame.HeadLength)
            return true;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(written[4..]);
        var channelLength = BinaryPrimitives.ReadUInt16LittleEndian(written[18..]);
        return length > written.Length && channelLength <= RecordFrame.MaxChannelBytes && RecordFrame.HeadLength + channelLength >= written.Length;
    }
}
