using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace RealtimeHub.Shared.MessagePack;

/// <summary>
/// Reads MessagePack, all widths of every type. A declared count or length is compared with the bytes that are there
/// before anything is done with it, so that nothing can be made to allocate more than its input justifies.
/// </summary>
/// <remarks>
/// It reads contiguous bytes: the hub protocol makes a frame contiguous first, since a frame is bounded, rarely split,
/// and all that is kept of it is copied out anyway.
/// </remarks>
internal ref struct MessagePackReader(ReadOnlySpan<byte> input)
{
    /// <summary>The deepest nesting of arrays and maps.</summary>
    public const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> input = input;
    private int position;

    /// <summary>How many bytes have been read.</summary>
    public readonly int Position => position;

    /// <summary>How many bytes are left.</summary>
    public readonly int Remaining => input.Length - position;

    /// <summary>The type of the next value.</summary>
    public readonly MessagePackType NextType => MessagePackCode.TypeOf(Peek());

    /// <summary>Bytes already read, from a former <see cref="Position"/> to the present one.</summary>
    public readonly ReadOnlySpan<byte> Since(int start) => input[start..position];

    public readonly byte Peek() => position < input.Length ? input[position] : throw Truncated();

    public bool TryReadNil()
    {
        if (Peek() != MessagePackCode.Nil)
            return false;
        position++;
        return true;
    }

    public bool ReadBoolean() => Take() switch
    {
        MessagePackCode.True => true,
        MessagePackCode.False => false,
        _ => throw Unexpected("a boolean"),
    };

    /// <summary>Reads an integer of any width that fits.</summary>
    public long ReadInt64()
    {
        if (!TryReadInteger(out var value, out var huge))
            throw Unexpected("an integer");
        return huge ? throw new InvalidDataException("MessagePack: an integer is out of range") : value;
    }

    /// <summary>
    /// Reads an integer if one is next. <paramref name="huge"/> means that it lies above <see cref="long.MaxValue"/>
    /// and <paramref name="value"/> holds its bits.
    /// </summary>
    public bool TryReadInteger(out long value, out bool huge)
    {
        huge = false;
        var code = Peek();
        if (code is <= MessagePackCode.PositiveFixIntMax or >= MessagePackCode.NegativeFixIntMin)
        {
            value = (sbyte)code;
            position++;
            return true;
        }

        if (code is < MessagePackCode.UInt8 or > MessagePackCode.Int64)
        {
            value = 0;
            return false;
        }

        position++;
        value = code switch
        {
            MessagePackCode.UInt8 => Take(),
            MessagePackCode.UInt16 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            MessagePackCode.UInt32 => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            MessagePackCode.Int8 => (sbyte)Take(),
            MessagePackCode.Int16 => BinaryPrimitives.ReadInt16BigEndian(Take(2)),
            MessagePackCode.Int32 => BinaryPrimitives.ReadInt32BigEndian(Take(4)),
            _ => BinaryPrimitives.ReadInt64BigEndian(Take(8)),
        };
        huge = code == MessagePackCode.UInt64 && value < 0;
        return true;
    }

    /// <summary>Reads a float of either width.</summary>
    public double ReadDouble() => Take() switch
    {
        MessagePackCode.Float32 => BinaryPrimitives.ReadSingleBigEndian(Take(4)),
        MessagePackCode.Float64 => BinaryPrimitives.ReadDoubleBigEndian(Take(8)),
        _ => throw Unexpected("a float"),
    };

    /// <summary>The bytes of a string, not yet known to be UTF-8.</summary>
    public ReadOnlySpan<byte> ReadTextBytes()
    {
        var code = Take();
        var length = code switch
        {
            >= MessagePackCode.FixStr and <= MessagePackCode.FixStrMax => (uint)(code & 0x1f),
            MessagePackCode.Str8 => Take(),
            MessagePackCode.Str16 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            MessagePackCode.Str32 => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            _ => throw Unexpected("a string"),
        };
        return Take(length);
    }

    /// <summary>Reads a string that must be UTF-8.</summary>
    public string ReadText()
    {
        var bytes = ReadTextBytes();
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw new InvalidDataException("MessagePack: a string is not UTF-8");
    }

    public ReadOnlySpan<byte> ReadBinary()
    {
        var length = Take() switch
        {
            MessagePackCode.Bin8 => Take(),
            MessagePackCode.Bin16 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            MessagePackCode.Bin32 => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            _ => throw Unexpected("bytes"),
        };
        return Take(length);
    }

    /// <summary>The number of items that follow; there is at least one byte for each.</summary>
    public int ReadArrayHeader()
    {
        var code = Take();
        var count = code switch
        {
            >= MessagePackCode.FixArray and < MessagePackCode.FixStr => (uint)(code & 0x0f),
            MessagePackCode.Array16 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            MessagePackCode.Array32 => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            _ => throw Unexpected("an array"),
        };
        return count <= (uint)Remaining ? (int)count : throw Truncated();
    }

    /// <summary>The number of pairs that follow; there are at least two bytes for each.</summary>
    public int ReadMapHeader()
    {
        var code = Take();
        var count = code switch
        {
            >= MessagePackCode.FixMap and < MessagePackCode.FixArray => (uint)(code & 0x0f),
            MessagePackCode.Map16 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            MessagePackCode.Map32 => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            _ => throw Unexpected("a map"),
        };
        return count <= (uint)Remaining / 2 ? (int)count : throw Truncated();
    }

    /// <summary>The bytes of an extension and its type.</summary>
    public ReadOnlySpan<byte> ReadExtension(out sbyte type)
    {
        var code = Take();
        var length = code switch
        {
            >= MessagePackCode.FixExt1 and <= MessagePackCode.FixExt16 => 1u << (code - MessagePackCode.FixExt1),
            MessagePackCode.Ext8 => Take(),
            MessagePackCode.Ext16 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            MessagePackCode.Ext32 => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            _ => throw Unexpected("an extension"),
        };
        type = (sbyte)Take();
        return Take(length);
    }

    /// <summary>Passes over one value with all that is in it, without recursion.</summary>
    /// <exception cref="InvalidDataException">It is truncated, malformed or nested too deep.</exception>
    public void Skip()
    {
        Span<long> open = stackalloc long[MaxDepth];
        var depth = 0;
        do
        {
            var container = SkipOne(out var children);
            if (container && depth == MaxDepth)
                throw new InvalidDataException($"MessagePack: nested deeper than {MaxDepth} levels");
            if (children > 0)
            {
                open[depth++] = children;
                continue;
            }

            while (depth > 0 && --open[depth - 1] == 0)
                depth--;
        }
        while (depth > 0);
    }

    private bool SkipOne(out long children)
    {
        children = 0;
        var code = Peek();
        switch (MessagePackCode.TypeOf(code))
        {
            case MessagePackType.Map:
                children = 2L * ReadMapHeader();
                return true;
            case MessagePackType.Array:
                children = ReadArrayHeader();
                return true;
            case MessagePackType.Text:
                ReadTextBytes();
                break;
            case MessagePackType.Binary:
                ReadBinary();
                break;
            case MessagePackType.Extension:
                ReadExtension(out _);
                break;
            case MessagePackType.Integer:
                TryReadInteger(out _, out _);
                break;
            case MessagePackType.Float:
                Take(code == MessagePackCode.Float32 ? 5u : 9u);
                break;
            default:
                position++;
                break;
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte Take() => position < input.Length ? input[position++] : throw Truncated();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Take(uint count)
    {
        if (count > (uint)Remaining)
            throw Truncated();
        var taken = input.Slice(position, (int)count);
        position += (int)count;
        return taken;
    }

    private static InvalidDataException Truncated() => new("MessagePack: a value is longer than its input");

    private static InvalidDataException Unexpected(string wanted) => new($"MessagePack: {wanted} was expected");
}
