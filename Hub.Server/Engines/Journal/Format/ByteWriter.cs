using System.Buffers.Binary;
using System.Text;

namespace RealtimeHub.Server.Engines.Journal.Format;

/// <summary>Bytes that grow. Whole numbers are written as LEB128, texts as their length and UTF-8.</summary>
internal sealed class ByteWriter(int capacity = 4096)
{
    private byte[] bytes = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    public Span<byte> From(int position) => bytes.AsSpan(position, Length - position);

    public void CutTo(int length) => Length = length;

    /// <summary>Empties it, and lets a buffer go that one large batch made large.</summary>
    public void Clear(int keepAtMost = int.MaxValue)
    {
        Length = 0;
        if (bytes.Length > keepAtMost)
            bytes = new byte[capacity];
    }

    public Span<byte> Take(int count)
    {
        if (Length + count > bytes.Length)
            Array.Resize(ref bytes, (int)Math.Min(Array.MaxLength, Math.Max(bytes.Length * 2L, Length + (long)count)));
        Length += count;
        return bytes.AsSpan(Length - count, count);
    }

    public void Byte(byte value) => Take(1)[0] = value;

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

    public void Number(long value)
    {
        var rest = (ulong)value;
        while (rest >= 0x80)
        {
            Byte((byte)(rest | 0x80));
            rest >>= 7;
        }

        Byte((byte)rest);
    }

    public void Text(string text)
    {
        var count = Encoding.UTF8.GetByteCount(text);
        Number(count);
        Encoding.UTF8.GetBytes(text, Take(count));
    }

    /// <summary>A text that is in UTF-8 already.</summary>
    public void Text(ReadOnlySpan<byte> utf8)
    {
        Number(utf8.Length);
        Bytes(utf8);
    }

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));
}
