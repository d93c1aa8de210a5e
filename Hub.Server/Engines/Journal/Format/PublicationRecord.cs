using RealtimeHub.Server.Engines.Index;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Journal.Format;

/// <summary>The body of a publication or a compaction. What indexing needs comes first, so that starting need not read on.</summary>
internal static class PublicationRecord
{
    private const byte HasKey = 1;
    private const byte IsRemoved = 2;
    private const byte HasIdempotencyKey = 4;
    private const byte HasPublisher = 8;
    private const byte HasName = 16;
    private const byte IsMessagePack = 32;
    private const byte IsStale = 64;

    /// <summary>Appends a whole record.</summary>
    public static void Write(
        ByteWriter writer, RecordSeal seal, RecordKind kind, RecordFlags flags, Publication publication, string idempotencyScope)
    {
        var start = RecordFrame.Begin(writer, kind, flags, publication.Channel.Value);
        writer.Byte(BitsOf(publication));
        writer.Number(publication.Offset);
        writer.Number(publication.Time);
        writer.Number(publication.Data.Length);
        if (publication.Key is { } key)
            writer.Text(key);
        if (publication.IdempotencyKey is { } idempotencyKey)
        {
            writer.Text(idempotencyKey);
            writer.Text(idempotencyScope);
        }

        writer.Text(publication.Type);
        if (publication.Publisher is { } publisher)
            WritePublisher(writer, publisher);
        writer.Bytes(publication.Data.Bytes.Span);
        RecordFrame.End(writer, start, seal);
    }

    private static void WritePublisher(ByteWriter writer, Publisher publisher)
    {
        writer.Text(publisher.UserId);
        if (publisher.Name is { } name)
            writer.Text(name);
        writer.Text(publisher.ConnectionId);
    }

    private static byte BitsOf(Publication publication) => (byte)(
        (publication.Key is null ? 0 : HasKey)
        | (publication.Removed is true ? IsRemoved : 0)
        | (publication.IdempotencyKey is null ? 0 : HasIdempotencyKey)
        | (publication.Publisher is null ? 0 : HasPublisher)
        | (publication.Publisher?.Name is null ? 0 : HasName)
        | (publication.Stale is true ? IsStale : 0)
        | (publication.Data.Encoding == PayloadEncoding.MessagePack ? IsMessagePack : 0));

    /// <summary>Reads what an index needs.</summary>
    public static PublicationHead ReadHead(ReadOnlySpan<byte> body)
    {
        var reader = new ByteReader(body);
        return ReadHead(ref reader, out _);
    }

    /// <summary>Reads all of it.</summary>
    public static Publication Read(ChannelName channel, ReadOnlySpan<byte> body, out string idempotencyScope)
    {
        var reader = new ByteReader(body);
        var head = ReadHead(ref reader, out var bits);
        var type = reader.Text();
        Publisher? publisher = null;
        if ((bits & HasPublisher) != 0)
            publisher = new Publisher(reader.Text(), (bits & HasName) != 0 ? reader.Text() : null, reader.Text());
        if (reader.Remaining != head.PayloadBytes)
            throw new DamagedException("the payload does not have the length that its record says");
        idempotencyScope = head.UsedKey?.Scope ?? "";
        return new Publication
        {
            Channel = channel,
            Offset = head.Offset,
            Type = type,
            Data = new Payload((bits & IsMessagePack) != 0 ? PayloadEncoding.MessagePack : PayloadEncoding.Json, reader.All().ToArray()),
            Key = head.Key,
            Removed = head.Removed ? true : null,
            Stale = (bits & IsStale) != 0 ? true : null,
            Publisher = publisher,
            Time = head.Time,
            IdempotencyKey = head.UsedKey?.Key,
        };
    }

    private static PublicationHead ReadHead(ref ByteReader reader, out byte bits)
    {
        bits = reader.Byte();
        return new PublicationHead
        {
            Offset = reader.Number(),
            Time = reader.Number(),
            PayloadBytes = (int)reader.Number(),
            Removed = (bits & IsRemoved) != 0,
            Key = (bits & HasKey) != 0 ? reader.Text() : null,
            UsedKey = (bits & HasIdempotencyKey) != 0 ? ReadUsedKey(ref reader) : null,
        };
    }

    private static UsedKey ReadUsedKey(ref ByteReader reader)
    {
        var key = reader.Text();
        return new UsedKey(reader.Text(), key);
    }
}

/// <summary>What an index needs of a publication.</summary>
internal readonly record struct PublicationHead
{
    public required long Offset { get; init; }

    public required long Time { get; init; }

    public required int PayloadBytes { get; init; }

    public required bool Removed { get; init; }

    public required string? Key { get; init; }

    public required UsedKey? UsedKey { get; init; }
}
