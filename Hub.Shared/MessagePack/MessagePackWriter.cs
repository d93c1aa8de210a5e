using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace RealtimeHub.Shared.MessagePack;

/// <summary>Writes MessagePack, every value in its shortest form. Call <see cref="Flush"/> at the end.</summary>
internal ref struct MessagePackWriter(IBufferWriter<byte> output)
{
    private readonly IBufferWriter<byte> output = output;
    private Span<byte> span;
    private int used;

    /// <summary>Hands what was written to the output.</summary>
    public void Flush()
    {
        if (used > 0)
            output.Advance(used);
        span = default;
        used = 0;
    }

    public void WriteNil() => WriteByte(MessagePackCode.Nil);

    public void WriteBoolean(bool value) => WriteByte(value ? MessagePackCode.True : MessagePackCode.False);

    public void WriteInt64(long value)
    {
        if (value >= 0)
            WriteUInt64((ulong)value);
        else if (value >= -32)
            WriteByte((byte)value);
        else if (value >= sbyte.MinValue)
            WriteHeader(MessagePackCode.Int8, (byte)value);
        else if (value >= short.MinValue)
            WriteHeader(MessagePackCode.Int16, (ushort)value);
        else if (value >= int.MinValue)
            WriteHeader(MessagePackCode.Int32, (uint)value);
        else
            WriteWide(MessagePackCode.Int64, (ulong)value);
    }

    public void WriteUInt64(ulong value)
    {
        if (value <= MessagePackCode.PositiveFixIntMax)
            WriteByte((byte)value);
        else if (value <= byte.MaxValue)
            WriteHeader(MessagePackCode.UInt8, (byte)value);
        else if (value <= ushort.MaxValue)
            WriteHeader(MessagePackCode.UInt16, (ushort)value);
        else if (value <= uint.MaxValue)
            WriteHeader(MessagePackCode.UInt32, (uint)value);
        else
            WriteWide(MessagePackCode.UInt64, value);
    }

    public void WriteDouble(double value) => WriteWide(MessagePackCode.Float64, BitConverter.DoubleToUInt64Bits(value));

    public void WriteText(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        WriteTextHeader(length);
        Reserve(length);
        used += Encoding.UTF8.GetBytes(value, span[used..]);
    }

    /// <summary>Writes a string that is UTF-8 already.</summary>
    public void WriteText(scoped ReadOnlySpan<byte> utf8)
    {
        WriteTextHeader(utf8.Length);
        WriteRaw(utf8);
    }

    public void WriteBinary(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= byte.MaxValue)
            WriteHeader(MessagePackCode.Bin8, (byte)bytes.Length);
        else if (bytes.Length <= ushort.MaxValue)
            WriteHeader(MessagePackCode.Bin16, (ushort)bytes.Length);
        else
            WriteHeader(MessagePackCode.Bin32, (uint)bytes.Length);
        WriteRaw(bytes);
    }

    public void WriteArrayHeader(int count) =>
        WriteCount(count, MessagePackCode.FixArray, MessagePackCode.Array16, MessagePackCode.Array32);

    public void WriteMapHeader(int count) =>
        WriteCount(count, MessagePackCode.FixMap, MessagePackCode.Map16, MessagePackCode.Map32);

    /// <summary>Writes bytes that are MessagePack already.</summary>
    public void WriteRaw(scoped ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(span[used..]);
        used += bytes.Length;
    }

    private void WriteTextHeader(int length)
    {
        if (length < 32)
            WriteByte((byte)(MessagePackCode.FixStr | length));
        else if (length <= byte.MaxValue)
            WriteHeader(MessagePackCode.Str8, (byte)length);
        else if (length <= ushort.MaxValue)
            WriteHeader(MessagePackCode.Str16, (ushort)length);
        else
            WriteHeader(MessagePackCode.Str32, (uint)length);
    }

    private void WriteCount(int count, byte fix, byte code16, byte code32)
    {
        if (count < 16)
            WriteByte((byte)(fix | count));
        else if (count <= ushort.MaxValue)
            WriteHeader(code16, (ushort)count);
        else
            WriteHeader(code32, (uint)count);
    }

    private void WriteByte(byte value)
    {
        Reserve(1);
        span[used++] = value;
    }

    private void WriteHeader(byte code, byte value)
    {
        Reserve(2);
        span[used] = code;
        span[used + 1] = value;
        used += 2;
    }

    private void WriteHeader(byte code, ushort value)
    {
        Reserve(3);
        span[used] = code;
        BinaryPrimitives.WriteUInt16BigEndian(span[(used + 1)..], value);
        used += 3;
    }

    private void WriteHeader(byte code, uint value)
    {
        Reserve(5);
        span[used] = code;
        BinaryPrimitives.WriteUInt32BigEndian(span[(used + 1)..], value);
        used += 5;
    }

    private void WriteWide(byte code, ulong value)
    {
        Reserve(9);
        span[used] = code;
        BinaryPrimitives.WriteUInt64BigEndian(span[(used + 1)..], value);
        used += 9;
    }

    private void Reserve(int count)
    {
        if (span.Length - used >= count)
            return;
        if (used > 0)
            output.Advance(used);
        span = output.GetSpan(Math.Max(count, 64));
        used = 0;
    }
}
