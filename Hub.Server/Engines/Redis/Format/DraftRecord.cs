using System.Buffers.Binary;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Redis.Format;

/// <summary>
/// A publication as Redis keeps it: all but offset and time, which the script gives it. The length of the payload comes first, in 4 bytes
/// of their own, so that a script can count what a page takes.
/// </summary>
internal static class DraftRecord
{
    private const byte HasKey = 1;
    private const byte IsRemoved = 2;
    private const byte HasIdempotencyKey = 4;
    private const byte HasPublisher = 8;
    private const byte HasName = 16;
    private const byte IsMessagePack = 32;
    private const byte IsStale = 64;
    private const int OtherBytes = 128;

    public static byte[] Write(Draft draft)
    {
        var writer = new ByteWriter(draft.Data.Length + OtherBytes);
        writer.UInt32((uint)draft.Data.Length);
        writer.Byte(BitsOf(draft));
        writer.Text(draft.Type);
        if (draft.Key is { } key)
            writer.Text(key);
        if (draft.IdempotencyKey is { } once)
            writer.Text(once);
        if (draft.Publisher is { } publisher)
        {
            writer.Text(publisher.UserId);
            if (publisher.Name is { } name)
                writer.Text(name);
            writer.Text(publisher.ConnectionId);
        }

        writer.Bytes(draft.Data.Bytes.Span);
        return writer.Written.ToArray();
    }

    /// <exception cref="DamagedException">It is no record.</exception>
    public static Publication Read(ChannelName channel, long offset, long time, ReadOnlySpan<byte> record)
    {
        var reader = new ByteReader(record);
        var length = reader.UInt32();
        var bits = reader.Byte();
        var type = reader.Text();
        var key = (bits & HasKey) != 0 ? reader.Text() : null;
        var once = (bits & HasIdempotencyKey) != 0 ? reader.Text() : null;
        Publisher? publisher = null;
        if ((bits & HasPublisher) != 0)
            publisher = new Publisher(reader.Text(), (bits & HasName) != 0 ? reader.Text() : null, reader.Text());
        if (reader.Remaining != length)
            throw new DamagedException("the payload does not have the length that its record says");
        return new Publication
        {
            Channel = channel,
            Offset = offset,
            Type = type,
            Data = new Payload((bits & IsMessagePack) != 0 ? PayloadEncoding.MessagePack : PayloadEncoding.Json, reader.All().ToArray()),
            Key = key,
            Removed = (bits & IsRemoved) != 0 ? true : null,
            Stale = (bits & IsStale) != 0 ? true : null,
            Publisher = publisher,
            Time = time,
            IdempotencyKey = once,
        };
    }

    /// <summary>A value of the state: offset and time, 8 bytes each, then the record.</summary>
    /// <exception cref="DamagedException">It is none.</exception>
    public static Publication ReadValue(ChannelName channel, ReadOnlySpan<byte> value)
    {
        const int head = 2 * sizeof(long);
        if (value.Length < head)
            throw new DamagedException("a value ends too early");
        return Read(channel, BinaryPrimitives.ReadInt64LittleEndian(value), BinaryPrimitives.ReadInt64LittleEndian(value[sizeof(long)..]), value[head..]);
    }

    private static byte BitsOf(Draft draft) => (byte)(
        (draft.Key is null ? 0 : HasKey)
        | (draft.Removed ? IsRemoved : 0)
        | (draft.IdempotencyKey is null ? 0 : HasIdempotencyKey)
        | (draft.Publisher is null ? 0 : HasPublisher)
        | (draft.Publisher?.Name is null ? 0 : HasName)
        | (draft.Stale ? IsStale : 0)
        | (draft.Data.Encoding == PayloadEncoding.MessagePack ? IsMessagePack : 0));
}
