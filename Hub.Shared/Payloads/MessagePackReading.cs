using System.Buffers;
using MessagePack;

namespace RealtimeHub.Shared;

/// <summary>What the package's reader lacks: values as spans of its input, which is contiguous here, and counts that are checked.</summary>
internal static class MessagePackReading
{
    /// <summary>The number of items that follow; there is at least one byte for each.</summary>
    public static int ReadArrayCount(this ref MessagePackReader reader) => NotNegative(reader.ReadArrayHeader());

    /// <summary>The number of pairs that follow; there are at least two bytes for each.</summary>
    public static int ReadMapCount(this ref MessagePackReader reader) => NotNegative(reader.ReadMapHeader());

    /// <summary>The bytes of a string, not yet known to be UTF-8.</summary>
    public static ReadOnlySpan<byte> ReadTextBytes(this ref MessagePackReader reader) =>
        reader.TryReadStringSpan(out var text) ? text : throw SoundValue.Malformed();

    /// <summary>The bytes of a <c>bin</c>; the package would take a string, too.</summary>
    public static ReadOnlyMemory<byte> ReadBinary(this ref MessagePackReader reader) =>
        reader.NextMessagePackType == MessagePackType.Binary ? reader.ReadBytes()!.Value.First : throw SoundValue.Malformed();

    /// <summary>The bytes of an extension and its type.</summary>
    public static ReadOnlySpan<byte> ReadExtension(this ref MessagePackReader reader, out sbyte type)
    {
        var extension = reader.ReadExtensionFormat();
        type = extension.TypeCode;
        return extension.Data.FirstSpan;
    }

    /// <summary>
    /// Reads an integer if one is next. <paramref name="huge"/> means that it lies above <see cref="long.MaxValue"/>
    /// and <paramref name="value"/> holds its bits.
    /// </summary>
    public static bool TryReadInteger(this ref MessagePackReader reader, out long value, out bool huge)
    {
        (value, huge) = (0, false);
        if (reader.NextMessagePackType != MessagePackType.Integer)
            return false;
        if (reader.NextCode != MessagePackCode.UInt64)
        {
            value = reader.ReadInt64();
            return true;
        }

        value = unchecked((long)reader.ReadUInt64());
        huge = value < 0;
        return true;
    }

    /// <summary>How many bytes are left.</summary>
    public static int Remaining(this ref MessagePackReader reader) => (int)(reader.Sequence.Length - reader.Consumed);

    private static int NotNegative(int count) => count >= 0 ? count : throw SoundValue.Malformed();
}
