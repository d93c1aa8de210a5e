namespace RealtimeHub.Documents.Codec;

/// <summary>A column of update format v2: numbers that follow each other, and how often the last one repeats.</summary>
internal ref struct RepeatedNumbers(ReadOnlySpan<byte> column)
{
    private ByteReader reader = new(column);
    private long value;
    private long count;

    /// <summary>lib0's UintOptRle: a negative number is followed by its count.</summary>
    public long Next()
    {
        if (count == 0)
        {
            value = Math.Abs(reader.ReadVarInt(out var repeats));
            count = repeats ? reader.ReadVarUint() + 2 : 1;
        }

        count--;
        return value;
    }
}

/// <summary>A column of differences: an odd number is followed by the count of its half.</summary>
internal ref struct DifferenceNumbers(ReadOnlySpan<byte> column)
{
    private ByteReader reader = new(column);
    private long value;
    private long difference;
    private long count;

    /// <summary>lib0's IntDiffOptRle.</summary>
    public long Next()
    {
        if (count == 0)
        {
            var read = reader.ReadVarInt(out _);
            difference = read >> 1;
            count = (read & 1) != 0 ? reader.ReadVarUint() + 2 : 1;
        }

        count--;
        value += difference;
        if (value is < 0 or > int.MaxValue)
            Fault.Malformed($"update: clock {value} of format v2 is not between 0 and {int.MaxValue}");
        return value;
    }
}

/// <summary>A column of bytes, each with its count but the last, which repeats for ever.</summary>
internal ref struct RepeatedBytes(ReadOnlySpan<byte> column)
{
    private ByteReader reader = new(column);
    private byte value;
    private long count;

    /// <summary>lib0's Rle of bytes.</summary>
    public byte Next()
    {
        if (count == 0)
        {
            value = reader.ReadByte();
            count = reader.Remaining > 0 ? reader.ReadVarUint() + 1 : long.MaxValue;
        }

        count--;
        return value;
    }
}

/// <summary>A column of strings: all of them as one, and their lengths in UTF-16 units.</summary>
internal ref struct JoinedStrings
{
    private readonly string text;
    private RepeatedNumbers lengths;
    private int position;

    public JoinedStrings(ReadOnlySpan<byte> column)
    {
        var reader = new ByteReader(column);
        text = reader.ReadString();
        lengths = new RepeatedNumbers(column[reader.Position..]);
    }

    public ReadOnlySpan<char> Next()
    {
        var length = lengths.Next();
        if (length > text.Length - position)
            Fault.Malformed($"update: string of {length} units in format v2, but only {text.Length - position} are left");
        var next = text.AsSpan(position, (int)length);
        position += (int)length;
        return next;
    }
}
