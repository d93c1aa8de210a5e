using System.Buffers.Binary;
using System.Globalization;

namespace RealtimeHub.Server.Engines.Journal.Format;

/// <summary>
/// The first 48 bytes of a segment. A segment that was rewritten stands for the run of segments that it replaced.
/// </summary>
/// <param name="Number">Unlike any other file's, never used again.</param>
/// <param name="First">The number of the first segment that it stands for: its own unless rewritten.</param>
/// <param name="Last">The number of the last one.</param>
/// <param name="Before">The number of the segment that was written before it; 0 for none or unknown.</param>
/// <param name="BeforeLength">How long that one was when it was left.</param>
internal readonly record struct SegmentHeader(int Number, int First, int Last, int Before, long BeforeLength)
{
    public const int Length = 48;
    private const ulong Magic = 0x31304745534A5452; // "RTJSEG01"
    private const string Extension = ".segment";

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
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(44), Checksum.Of(bytes.AsSpan(0, 44)));
        return bytes;
    }

    public static SegmentHeader? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Length || BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[44..]) != Checksum.Of(bytes[..44]))
            return null;
        return new SegmentHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]));
    }
}
