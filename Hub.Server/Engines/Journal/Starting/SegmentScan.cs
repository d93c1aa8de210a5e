using System.Buffers.Binary;
using RealtimeHub.Server.Engines.Journal.Format;

namespace RealtimeHub.Server.Engines.Journal.Starting;

/// <summary>What is at some place of a segment.</summary>
internal enum ScanFinding
{
    /// <summary>A good record.</summary>
    Record,

    /// <summary>A damaged record whose channel can be told.</summary>
    DamagedRecord,

    /// <summary>Bytes that are no record; whose they were can't be told.</summary>
    DamagedBytes,

    /// <summary>The beginning of a record whose rest was never written: the file ends within it, or is all zeros from there on.</summary>
    TornTail,

    /// <summary>Zeros up to the end: room for records to come.</summary>
    Room,
}

/// <summary>
/// Goes through the records of a segment. Behind damage it goes on at the next head that is good, so that one bad block
/// costs only what is in it. Pure.
/// </summary>
internal ref struct SegmentScan(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int next;

    /// <summary>Where the finding begins.</summary>
    public int Start { get; private set; }

    /// <summary>How many bytes it has.</summary>
    public readonly int Length => next - Start;

    public ScanFinding Finding { get; private set; }

    /// <summary>The record, or what is left of it; none for <see cref="ScanFinding.DamagedBytes"/>.</summary>
    public Frame Frame { get; private set; }

    public bool MoveNext()
    {
        Start = next;
        if (Start == bytes.Length)
            return false;
        var rest = bytes[Start..];
        var state = Frame.Read(rest, out var frame);
        Frame = frame;
        (Finding, next) = state switch
        {
            FrameState.Whole => (ScanFinding.Record, Start + frame.Record.Length),
            FrameState.DamagedBody when EndsInZeros(rest, frame.Record.Length) => (ScanFinding.TornTail, bytes.Length),
            FrameState.DamagedBody => (ScanFinding.DamagedRecord, Start + frame.Record.Length),
            FrameState.CutShort => (ScanFinding.TornTail, bytes.Length),
            _ => WithoutHead(rest),
        };
        return true;
    }

    // No record ends in a zero.
    private static bool EndsInZeros(ReadOnlySpan<byte> rest, int length) =>
        rest[length - 1] == 0 && !rest[length..].ContainsAnyExcept((byte)0);

    private readonly (ScanFinding, int) WithoutHead(ReadOnlySpan<byte> rest)
    {
        for (var at = 1; at <= rest.Length - Frame.HeadLength; at++)
        {
            var step = rest[at..].IndexOf(MagicBytes);
            if (step < 0)
                break;
            at += step;
            if (Frame.Read(rest[at..], out _) != FrameState.NoHead)
                return (ScanFinding.DamagedBytes, Start + at);
        }

        var written = rest[..(rest.LastIndexOfAnyExcept((byte)0) + 1)];
        var finding = written.IsEmpty ? ScanFinding.Room : IsTorn(written) ? ScanFinding.TornTail : ScanFinding.DamagedBytes;
        return (finding, bytes.Length);
    }

    // A write that was cut off leaves the first bytes of a head. Less of it may be seen, where they are zeros.
    private static bool IsTorn(ReadOnlySpan<byte> written)
    {
        if (!written.StartsWith(MagicBytes[..Math.Min(4, written.Length)]))
            return false;
        if (written.Length < Frame.HeadLength)
            return true;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(written[4..]);
        var channelLength = BinaryPrimitives.ReadUInt16LittleEndian(written[18..]);
        return length > written.Length && channelLength <= Frame.MaxChannelBytes && Frame.HeadLength + channelLength >= written.Length;
    }

    private static ReadOnlySpan<byte> MagicBytes => "RTJ1"u8;
}
