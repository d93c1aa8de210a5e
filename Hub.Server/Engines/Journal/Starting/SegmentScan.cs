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

    /// <summary>The beginning of a record whose rest was never written: the file ends within it.</summary>
    TornTail,
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
            FrameState.DamagedBody => (ScanFinding.DamagedRecord, Start + frame.Record.Length),
            FrameState.CutShort => (ScanFinding.TornTail, bytes.Length),
            _ => WithoutHead(rest),
        };
        return true;
    }

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

        return (IsTorn(rest) ? ScanFinding.TornTail : ScanFinding.DamagedBytes, bytes.Length);
    }

    // A write that was cut off leaves the first bytes of a head, or zeros where the file grew before its bytes came.
    private static bool IsTorn(ReadOnlySpan<byte> rest)
    {
        if (!rest.ContainsAnyExcept((byte)0))
            return true;
        var magic = MagicBytes[..Math.Min(4, rest.Length)];
        if (!rest.StartsWith(magic))
            return false;
        return rest.Length < Frame.HeadLength
            || (BinaryPrimitives.ReadUInt16LittleEndian(rest[18..]) is var channelLength && channelLength <= Frame.MaxChannelBytes
                && Frame.HeadLength + channelLength > rest.Length);
    }

    private static ReadOnlySpan<byte> MagicBytes => "RTJ1"u8;
}
