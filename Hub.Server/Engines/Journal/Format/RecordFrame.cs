using System.Buffers.Binary;
using System.Text;

namespace RealtimeHub.Server.Engines.Journal.Format;

/// <summary>
/// The frame around each record, little-endian: the journal's marker 4, length of the whole record 4, CRC of the head 4, CRC of
/// the body 4, kind 1, flags 1, length of the channel 2, the channel in UTF-8, the body, a last byte. The head (length, kind,
/// flags, channel) has its own CRC, so that the length and the channel of a record with a damaged body are still known; the
/// body's CRC continues from the head's, so that no body passes under another head. Both depend on the journal's secret: see
/// <see cref="RecordSeal"/>. The last byte is not zero, so that a record that was cut off before zeros can be recognized.
/// </summary>
internal readonly ref struct RecordFrame
{
    public const int HeadLength = 20;
    private const byte LastByte = 0xA5;

    /// <summary>No record is longer.</summary>
    public const int MaxLength = 256 << 20;

    /// <summary>No channel is longer in UTF-8.</summary>
    public const int MaxChannelBytes = 33 + 200;

    private RecordFrame(ReadOnlySpan<byte> record, int channelLength)
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
        head[16] = (byte)kind;
        head[17] = (byte)flags;
        BinaryPrimitives.WriteUInt16LittleEndian(head[18..], (ushort)channelLength);
        Encoding.UTF8.GetBytes(channel, head[HeadLength..]);
        return start;
    }

    /// <summary>Adds the last byte and fills in length and checksums.</summary>
    public static void End(ByteWriter writer, int start, RecordSeal seal)
    {
        writer.Byte(LastByte);
        Seal(writer.From(start), seal);
    }

    /// <summary>Fills in marker, length and checksums of a record whose flags or body were set.</summary>
    public static void Seal(Span<byte> record, RecordSeal seal)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(record, seal.Marker);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)record.Length);
        var headEnd = HeadLength + BinaryPrimitives.ReadUInt16LittleEndian(record[18..]);
        var head = HeadChecksum(record, headEnd, seal);
        BinaryPrimitives.WriteUInt32LittleEndian(record[8..], head);
        BinaryPrimitives.WriteUInt32LittleEndian(record[12..], Checksum.Of(record[headEnd..], head ^ seal.BodySeed));
    }

    public static void SetFlags(Span<byte> record, RecordFlags flags, RecordSeal seal)
    {
        record[17] = (byte)flags;
        Seal(record, seal);
    }

    /// <summary>Adds a flag to the first of some records.</summary>
    public static void AddFlag(Span<byte> records, RecordFlags flag, RecordSeal seal)
    {
        var first = records[..(int)BinaryPrimitives.ReadUInt32LittleEndian(records[4..])];
        SetFlags(first, (RecordFlags)first[17] | flag, seal);
    }

    /// <summary>Looks at what stands at the beginning of some bytes.</summary>
    public static RecordState Read(ReadOnlySpan<byte> bytes, RecordSeal seal, out RecordFrame frame)
    {
        frame = default;
        if (bytes.Length < HeadLength || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != seal.Marker)
            return RecordState.NoHead;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        var channelLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[18..]);
        var headEnd = HeadLength + channelLength;
        if (channelLength > MaxChannelBytes || headEnd >= bytes.Length || length <= headEnd || length > MaxLength)
            return RecordState.NoHead;
        var head = HeadChecksum(bytes, headEnd, seal);
        if (head != BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]))
            return RecordState.NoHead;
        if (length > bytes.Length)
        {
            frame = new RecordFrame(bytes, channelLength);
            return RecordState.CutShort;
        }

        frame = new RecordFrame(bytes[..(int)length], channelLength);
        return Checksum.Of(frame.Record[headEnd..], head ^ seal.BodySeed) == BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..])
            ? RecordState.Whole
            : RecordState.DamagedBody;
    }

    private static uint HeadChecksum(ReadOnlySpan<byte> record, int headEnd, RecordSeal seal) =>
        Checksum.Of(record[16..headEnd], Checksum.Of(record[4..8], seal.HeadSeed));
}
