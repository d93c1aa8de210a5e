using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RealtimeHub.Server.Engines.Journal.Format;

/// <summary>
/// The secret of a journal. Every record begins with <see cref="Marker"/> and its checksums are seeded with the other two
/// numbers, so that bytes that a client chose, and that a damaged record leaves bare, can't be taken for a record. A client
/// would have to guess 96 bits, and nothing that the server sends depends on them.
/// </summary>
/// <param name="Marker">The first four bytes of every record; none of them is zero.</param>
/// <param name="HeadSeed">Seeds the checksum of a head.</param>
/// <param name="BodySeed">Seeds the checksum of a body, together with the checksum of its head.</param>
internal readonly record struct RecordSeal(uint Marker, uint HeadSeed, uint BodySeed)
{
    /// <summary>How many bytes it takes.</summary>
    public const int Length = 12;

    /// <summary>What journals of the first format have in place of a secret.</summary>
    public static RecordSeal Legacy { get; } = new(0x314A5452, 0, 0); // "RTJ1"

    public static RecordSeal Create()
    {
        Span<byte> bytes = stackalloc byte[Length];
        do
        {
            RandomNumberGenerator.Fill(bytes);
        }
        while (bytes[..4].Contains((byte)0) || Read(bytes).Marker == Legacy.Marker);

        return Read(bytes);
    }

    public static RecordSeal Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]));

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Marker);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], HeadSeed);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], BodySeed);
    }

    /// <summary>It is a secret: it appears in no log.</summary>
    public override string ToString() => nameof(RecordSeal);
}
