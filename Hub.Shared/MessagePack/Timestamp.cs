using System.Buffers.Binary;
using System.Text.Json;
using MessagePack;

namespace RealtimeHub.Shared.MessagePack;

/// <summary>MessagePack's one extension of its own, type −1, in its three widths.</summary>
internal static class Timestamp
{
    private const sbyte Type = -1;
    private const uint NanosecondsPerSecond = 1_000_000_000;
    private const uint NanosecondsPerMillisecond = 1_000_000;

    /// <summary>Reads a timestamp as Unix milliseconds, rounded down.</summary>
    /// <exception cref="JsonException">Another extension, or a time that doesn't fit; the message lacks its subject.</exception>
    public static long ReadUnixMilliseconds(ref MessagePackReader reader)
    {
        var bytes = reader.ReadExtension(out var type);
        if (type != Type)
            throw new JsonException("must not be an extension");
        return bytes.Length switch
        {
            4 => ToMilliseconds(BinaryPrimitives.ReadUInt32BigEndian(bytes), 0),
            8 => Split(BinaryPrimitives.ReadUInt64BigEndian(bytes)),
            12 => ToMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes[4..]), BinaryPrimitives.ReadUInt32BigEndian(bytes)),
            _ => throw new JsonException("is a timestamp of an unknown width"),
        };
    }

    private static long Split(ulong bits) => ToMilliseconds((long)(bits & 0x3_ffff_ffff), (uint)(bits >> 34));

    private static long ToMilliseconds(long seconds, uint nanoseconds)
    {
        if (nanoseconds >= NanosecondsPerSecond || seconds is > long.MaxValue / 1000 - 1 or < long.MinValue / 1000)
            throw new JsonException("is a timestamp out of range");
        return (seconds * 1000) + (nanoseconds / NanosecondsPerMillisecond);
    }
}
