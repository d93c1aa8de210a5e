using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace RealtimeHub.Documents.Codec;

/// <summary>Writes the primitives of lib0's encoding to a growing buffer.</summary>
internal sealed class ByteWriter : IDisposable
{
    private byte[] buffer;

    public ByteWriter(int capacity = 256) => buffer = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, Length);

    public byte[] ToArray() => Written.ToArray();

    public void Clear() => Length = 0;

    public void Dispose()
    {
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        Length = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteByte(byte value)
    {
        if (Length == buffer.Length)
            Grow(1);
        buffer[Length++] = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteVarUint(long value)
    {
        if (buffer.Length - Length < 10)
            Grow(10);
        var rest = (ulong)value;
        while (rest >= 0x80)
        {
            buffer[Length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        buffer[Length++] = (byte)rest;
    }

    public void WriteVarInt(long value, bool negative)
    {
        var rest = (ulong)Math.Abs(value);
        WriteByte((byte)((rest > 0x3f ? 0x80u : 0) | (negative ? 0x40u : 0) | (uint)(rest & 0x3f)));
        for (rest >>= 6; rest > 0; rest >>= 7)
            WriteByte((byte)((rest > 0x7f ? 0x80u : 0) | (uint)(rest & 0x7f)));
    }

    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    public void WriteVarBytes(ReadOnlySpan<byte> bytes)
    {
        WriteVarUint(bytes.Length);
        WriteBytes(bytes);
    }

    /// <summary>A string as UTF-8 after its length in bytes; a surrogate without its other half becomes U+FFFD, as in JavaScript.</summary>
    public void WriteString(ReadOnlySpan<char> text)
    {
        if (text.Length <= 42)
        {
            // Three bytes a unit at most: the length fits one byte, which is set afterwards.
            var target = Reserve(1 + (text.Length * 3));
            var count = Encoding.UTF8.GetBytes(text, target[1..]);
            target[0] = (byte)count;
            Length += 1 + count;
            return;
        }

        WriteVarUint(Encoding.UTF8.GetByteCount(text));
        Length += Encoding.UTF8.GetBytes(text, Reserve(text.Length * 3));
    }

    public void WriteFloat32(float value)
    {
        BinaryPrimitives.WriteSingleBigEndian(Reserve(sizeof(float)), value);
        Length += sizeof(float);
    }

    public void WriteFloat64(double value)
    {
        BinaryPrimitives.WriteDoubleBigEndian(Reserve(sizeof(double)), value);
        Length += sizeof(double);
    }

    public void WriteInt64(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(Reserve(sizeof(long)), value);
        Length += sizeof(long);
    }

    private Span<byte> Reserve(int count)
    {
        if (buffer.Length - Length < count)
            Grow(count);
        return buffer.AsSpan(Length);
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, checked(Length + count)));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
