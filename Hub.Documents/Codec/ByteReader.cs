using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace RealtimeHub.Documents.Codec;

/// <summary>Reads the primitives of lib0's encoding from a span and refuses what leaves it.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes, int position = 0)
{
    /// <summary>JavaScript's greatest exact integer: no number of the format may be greater.</summary>
    public const long MaxInteger = (1L << 53) - 1;

    private readonly ReadOnlySpan<byte> bytes = bytes;

    public int Position { get; private set; } = position;

    public readonly int Remaining => bytes.Length - Position;

    public readonly ReadOnlySpan<byte> Bytes => bytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte ReadByte()
    {
        if ((uint)Position >= (uint)bytes.Length)
            Fault.Truncated(Position);
        return bytes[Position++];
    }

    /// <summary>An unsigned number of at most 53 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ReadVarUint()
    {
        var position = Position;
        if ((uint)position < (uint)bytes.Length && bytes[position] < 0x80)
        {
            Position = position + 1;
            return bytes[position];
        }

        return ReadLongVarUint();
    }

    /// <summary>A clock, or a length counted in clocks: at most 31 bits here, where Yjs would allow 53.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadClock()
    {
        var value = ReadVarUint();
        if (value > int.MaxValue)
            Fault.Limit($"update: clock or length {value} at byte {Position} exceeds {int.MaxValue}");
        return (int)value;
    }

    /// <summary>A count of things that take at least <paramref name="least"/> bytes each, so that it can't promise more than comes.</summary>
    public int ReadCount(int least, string what)
    {
        var value = ReadVarUint();
        if (value > Remaining / least)
            Fault.Malformed($"update: {value} {what} are announced at byte {Position}, but only {Remaining} bytes follow");
        return (int)value;
    }

    /// <summary>A signed number; its sign is kept apart, because zero has one.</summary>
    public long ReadVarInt(out bool negative)
    {
        var next = ReadByte();
        negative = (next & 0x40) != 0;
        long value = next & 0x3f;
        for (var shift = 6; next >= 0x80; shift += 7)
        {
            next = ReadByte();
            if (shift > 48 && (shift > 55 || (long)(next & 0x7f) << shift > MaxInteger))
                Fault.Malformed($"update: number at byte {Position} exceeds 53 bits");
            value += (long)(next & 0x7f) << shift;
        }

        if (value > MaxInteger)
            Fault.Malformed($"update: number at byte {Position} exceeds 53 bits");
        return negative ? -value : value;
    }

    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if ((uint)count > (uint)Remaining)
            Fault.Truncated(Position);
        var slice = bytes.Slice(Position, count);
        Position += count;
        return slice;
    }

    /// <summary>Bytes after their count.</summary>
    public ReadOnlySpan<byte> ReadVarBytes()
    {
        var count = ReadVarUint();
        if (count > Remaining)
            Fault.Truncated(Position);
        return ReadBytes((int)count);
    }

    /// <summary>The UTF-8 of a string, which is valid.</summary>
    public ReadOnlySpan<byte> ReadUtf8()
    {
        var text = ReadVarBytes();
        if (!Utf8.IsValid(text))
            Fault.Malformed($"update: string before byte {Position} is not valid UTF-8");
        return text;
    }

    public string ReadString() => Encoding.UTF8.GetString(ReadUtf8());

    public float ReadFloat32() => BinaryPrimitives.ReadSingleBigEndian(ReadBytes(sizeof(float)));

    public double ReadFloat64() => BinaryPrimitives.ReadDoubleBigEndian(ReadBytes(sizeof(double)));

    public long ReadInt64() => BinaryPrimitives.ReadInt64BigEndian(ReadBytes(sizeof(long)));

    public readonly void ExpectEnd()
    {
        if (Remaining > 0)
            Fault.Malformed($"update: {Remaining} bytes follow its end at byte {Position}");
    }

    private long ReadLongVarUint()
    {
        long value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = ReadByte();
            if (shift > 49 || (shift == 49 && (next & 0x7f) > 0x0f))
                Fault.Malformed($"update: number at byte {Position} exceeds 53 bits");
            value += (long)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
