using System.Buffers.Binary;
using System.Text;

namespace RealtimeHub.Server.Engines.Journal.Format;

/// <summary>What a record is.</summary>
internal enum RecordKind : byte
{
    /// <summary>Nothing; written to see whether writing works.</summary>
    Probe = 0,

    /// <summary>A publication: changes log and state together.</summary>
    Publication = 1,

    /// <summary>A value that takes the place of the log up to an offset.</summary>
    Compaction = 2,

    /// <summary>What holds for the channel from here on.</summary>
    Facts = 3,
}

[Flags]
internal enum RecordFlags : byte
{
    None = 0,

    /// <summary>The next record belongs to the same append: none of them counts before the last one is there.</summary>
    Continued = 1,

    /// <summary>The payload was taken out, because its key has a newer one.</summary>
    Blanked = 2,

    /// <summary>Everything before it was on the disk when it was written.</summary>
    AfterSync = 4,
}

/// <summary>
/// The frame around each record, little-endian: magic 4, length of the whole record 4, CRC of the head 4, CRC of the body 4,
/// kind 1, flags 1, length of the channel 2, the channel in UTF-8, the body, a last byte. The head (length, kind, flags,
/// channel) has its own CRC, so that a damaged body still tells how long it is and whose it was; the body's CRC goes on from
/// the head's, so that no body passes under another head. The last byte is not zero: what stands before zeros was written to
/// its end or was not.
/// </summary>
internal readonly ref struct Frame
{
    public const uint Magic = 0x314A5452; // "RTJ1"
    public const int HeadLength = 20;
    private const byte LastByte = 0xA5;

    /// <summary>No record is longer.</summary>
    public const int MaxLength = 256 << 20;

    /// <summary>No channel is longer in UTF-8.</summary>
    public const int MaxChannelBytes = 33 + 200;

    private Frame(ReadOnlySpan<byte> record, int channelLength)
    {
        Record = record;
        Channel = record.Slice(HeadLength, channelLength);
        Body = record[(HeadLength + channelLength)..^1];
    }

    public ReadOnlySpan<byte> Record { get; }

    public ReadOnlySpan<byte> Channel { get; }

    public ReadOnlySpan<byte> Body { get; }

    public RecordKind Kind => (RecordKind)Record[16];

    public RecordFlags Flags => (RecordFlags)Record[17];

    /// <summary>Leaves room for a head; the body comes next, then <see cref="End"/>.</summary>
    public static int Begin(ByteWriter writer, RecordKind kind, RecordFlags flags, string channel)
    {
        var start = writer.Length;
        var channelLength = Encoding.UTF8.GetByteCount(channel);
        var head = writer.Take(HeadLength + channelLength);
        BinaryPrimitives.WriteUInt32LittleEndian(head, Magic);
        head[16] = (byte)kind;
        head[17] = (byte)flags;
        BinaryPrimitives.WriteUInt16LittleEndian(head[18..], (ushort)channelLength);
        Encoding.UTF8.GetBytes(channel, head[HeadLength..]);
        return start;
    }

    /// <summary>Adds the last byte and fills in length and checksums.</summary>
    public static void End(ByteWriter writer, int start)
    {
        writer.Byte(LastByte);
        Seal(writer.From(start));
    }

    /// <summary>Fills in length and checksums of a record whose flags or body were set.</summary>
    public static void Seal(Span<byte> record)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)record.Length);
        var headEnd = HeadLength + BinaryPrimitives.ReadUInt16LittleEndian(record[18..]);
        var head = HeadChecksum(record, headEnd);
        BinaryPrimitives.WriteUInt32LittleEndian(record[8..], head);
        BinaryPrimitives.WriteUInt32LittleEndian(record[12..], Checksum.Of(record[headEnd..], head));
    }

    public static void SetFlags(Span<byte> record, RecordFlags flags)
    {
        record[17] = (byte)flags;
        Seal(record);
    }

    /// <summary>Adds a flag to the first of some records.</summary>
    public static void AddFlag(Span<byte> records, RecordFlags flag)
    {
        var first = records[..(int)BinaryPrimitives.ReadUInt32LittleEndian(records[4..])];
        SetFlags(first, (RecordFlags)first[17] | flag);
    }

    /// <summary>Looks at what stands at the beginning of some bytes.</summary>
    public static FrameState Read(ReadOnlySpan<byte> bytes, out Frame frame)
    {
        frame = default;
        if (bytes.Length < HeadLength || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic)
            return FrameState.NoHead;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        var channelLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[18..]);
        var headEnd = HeadLength + channelLength;
        if (channelLength > MaxChannelBytes || headEnd >= bytes.Length || length <= headEnd || length > MaxLength)
            return FrameState.NoHead;
        var head = HeadChecksum(bytes, headEnd);
        if (head != BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]))
            return FrameState.NoHead;
        if (length > bytes.Length)
        {
            frame = new Frame(bytes, channelLength);
            return FrameState.CutShort;
        }

        frame = new Frame(bytes[..(int)length], channelLength);
        return Checksum.Of(frame.Record[headEnd..], head) == BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..])
            ? FrameState.Whole
            : FrameState.DamagedBody;
    }

    private static uint HeadChecksum(ReadOnlySpan<byte> record, int headEnd) =>
        Checksum.Of(record[16..headEnd], Checksum.Of(record[4..8]));
}

internal enum FrameState
{
    Whole,

    /// <summary>The head is good, the body is not.</summary>
    DamagedBody,

    /// <summary>The head is good, but the bytes end before the record does.</summary>
    CutShort,

    /// <summary>No good head.</summary>
    NoHead,
}
