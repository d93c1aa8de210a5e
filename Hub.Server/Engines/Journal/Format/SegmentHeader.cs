using System.Buffers.Binary;
using System.Globalization;

namespace RealtimeHub.Server.Engines.Journal.Format;

/// <summary>
/// The first 48 bytes of a segment. A segment that was rewritten takes the place of the run of segments that it replaced.
/// </summary>
/// <param name="Number">The segment's own number, which is never used again.</param>
/// <param name="First">The number of the first segment that it replaces; its own unless rewritten.</param>
/// <param name="Last">The number of the last one.</param>
/// <param name="Before">The number of the segment that was written before it; 0 for none or unknown.</param>
/// <param name="BeforeLength">The length of that one when this one was begun.</param>
/// <param name="Seal">The secret of the journal that it belongs to.</param>
internal readonly record struct SegmentHeader(int Number, int First, int Last, int Before, long BeforeLength, RecordSeal Seal)
{
    public const int Length = 48;

    /// <summary>The extension of a rewritten or upgraded segment that is not finished; a start deletes the file.</summary>
    public const string UnfinishedExtension = ".unfinished";

    /// <summary>The extension of a segment that a start set aside because it belongs to another journal.</summary>
    public const string ForeignExtension = ".foreign";

    private const ulong Magic = 0x32304745534A5452; // "RTJSEG02"
    private const ulong LegacyMagic = 0x31304745534A5452; // "RTJSEG01"
    private const string Extension = ".segment";
    private const int SealPosition = 32;
    private const int ChecksumPosition = 44;

    /// <summary>Whether it is of the first format, whose records have no secret.</summary>
    public bool IsLegacy => Seal == RecordSeal.Legacy;

    public static string FileName(int number) => number.ToString("D10", CultureInfo.InvariantCulture) + Extension;

    public static bool IsFileName(string name, out int number)
    {
        number = 0;
        return name.EndsWith(Extension, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(0, name.Length - Extension.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && FileName(number) == name;
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Number);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), First);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), Last);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), Before);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), BeforeLength);
        Seal.Write(bytes.AsSpan(SealPosition));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumPosition), Checksum.Of(bytes.AsSpan(0, ChecksumPosition)));
        return bytes;
    }

    /// <summary>Reads a header of either format; null when the bytes are none.</summary>
    public static SegmentHeader? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Length || BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumPosition..]) != Checksum.Of(bytes[..ChecksumPosition]))
            return null;
        var magic = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (magic is not (Magic or LegacyMagic))
            return null;
        return new SegmentHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            magic == LegacyMagic ? RecordSeal.Legacy : RecordSeal.Read(bytes[SealPosition..]));
    }
}
