using System.Buffers.Binary;
using System.Text;

namespace RealtimeHub.Server.Engines.Journal.Format;

/// <summary>Reads what <see cref="ByteWriter"/> wrote. Anything that doesn't fit is a <see cref="DamagedException"/>.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    public readonly int Remaining => rest.Length;

    public byte Byte() => Bytes(1)[0];

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));

    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = Byte();
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return (long)value;
        }

        throw new DamagedException("a number is too long");
    }

    public int Count()
    {
        var count = Number();
        // Never more than what is there, so that nothing is allocated for a count that lies.
        return count >= 0 && count <= rest.Length ? (int)count : throw new DamagedException("a count is too large");
    }

    public ReadOnlySpan<byte> TextBytes() => Bytes(Count());

    public string Text() => Encoding.UTF8.GetString(TextBytes());

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || count > rest.Length)
            throw new DamagedException("the bytes end too early");
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    public ReadOnlySpan<byte> All() => Bytes(rest.Length);
}

/// <summary>What was read is not what was written.</summary>
internal sealed class DamagedException(string message) : Exception(message);
