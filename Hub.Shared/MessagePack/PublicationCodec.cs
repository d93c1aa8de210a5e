namespace RealtimeHub.Shared.MessagePack;

/// <summary>The hottest message of all, by hand: nothing is allocated to write it.</summary>
internal static class PublicationCodec
{
    public static void Write(ref MessagePackWriter writer, Publication publication)
    {
        writer.WriteMapHeader(CountFields(publication));
        writer.WriteText("channel"u8);
        writer.WriteText(publication.Channel.Value);
        writer.WriteText("offset"u8);
        writer.WriteInt64(publication.Offset);
        writer.WriteText("type"u8);
        writer.WriteText(publication.Type);
        writer.WriteText("data"u8);
        PayloadConversion.Write(publication.Data, ref writer);
        WriteOptional(ref writer, publication);
        writer.WriteText("time"u8);
        writer.WriteInt64(publication.Time);
        if (publication.IdempotencyKey is not null)
        {
            writer.WriteText("idempotencyKey"u8);
            writer.WriteText(publication.IdempotencyKey);
        }
    }

    private static int CountFields(Publication publication) => 5
        + (publication.Key is null ? 0 : 1)
        + (publication.Removed is null ? 0 : 1)
        + (publication.Snapshot is null ? 0 : 1)
        + (publication.Merged is null ? 0 : 1)
        + (publication.Resume is null ? 0 : 1)
        + (publication.Publisher is null ? 0 : 1)
        + (publication.IdempotencyKey is null ? 0 : 1);

    private static void WriteOptional(ref MessagePackWriter writer, Publication publication)
    {
        if (publication.Key is not null)
        {
            writer.WriteText("key"u8);
            writer.WriteText(publication.Key);
        }

        if (publication.Removed is { } removed)
        {
            writer.WriteText("removed"u8);
            writer.WriteBoolean(removed);
        }

        if (publication.Snapshot is { } snapshot)
        {
            writer.WriteText("snapshot"u8);
            writer.WriteBoolean(snapshot);
        }

        if (publication.Merged is { } merged)
        {
            writer.WriteText("merged"u8);
            writer.WriteInt64(merged);
        }

        if (publication.Resume is { } resume)
        {
            writer.WriteText("resume"u8);
            writer.WriteInt64(resume);
        }

        if (publication.Publisher is not null)
        {
            writer.WriteText("publisher"u8);
            PublisherCodec.Write(ref writer, publication.Publisher);
        }
    }

    /// <exception cref="System.Text.Json.JsonException">It is not one; path and message name the field.</exception>
    public static Publication Read(ref MessagePackReader reader)
    {
        var seen = new SeenFields();
        var channel = default(ChannelName);
        var offset = 0L;
        string? type = null;
        var data = default(Payload);
        string? key = null;
        bool? removed = null;
        bool? snapshot = null;
        int? merged = null;
        long? resume = null;
        Publisher? publisher = null;
        var time = 0L;
        string? idempotencyKey = null;
        for (var left = ContractFields.ReadObjectHeader(ref reader, "the publication"); left > 0; left--)
        {
            var name = ContractFields.ReadKey(ref reader);
            if (name.SequenceEqual("data"u8) && seen.First(3, "data"))
                data = ContractFields.ReadPayload(ref reader, "data");
            else if (reader.TryReadNil())
                continue;
            else if (name.SequenceEqual("channel"u8) && seen.First(0, "channel"))
                channel = ContractFields.ReadChannel(ref reader, "channel");
            else if (name.SequenceEqual("offset"u8) && seen.First(1, "offset"))
                offset = ContractFields.ReadInt64(ref reader, "offset");
            else if (name.SequenceEqual("type"u8) && seen.First(2, "type"))
                type = ContractFields.ReadText(ref reader, "type");
            else if (name.SequenceEqual("key"u8) && seen.First(4, "key"))
                key = ContractFields.ReadText(ref reader, "key");
            else if (name.SequenceEqual("removed"u8) && seen.First(5, "removed"))
                removed = ContractFields.ReadBoolean(ref reader, "removed");
            else if (name.SequenceEqual("snapshot"u8) && seen.First(6, "snapshot"))
                snapshot = ContractFields.ReadBoolean(ref reader, "snapshot");
            else if (name.SequenceEqual("merged"u8) && seen.First(7, "merged"))
                merged = ContractFields.ReadInt32(ref reader, "merged");
            else if (name.SequenceEqual("resume"u8) && seen.First(8, "resume"))
                resume = ContractFields.ReadInt64(ref reader, "resume");
            else if (name.SequenceEqual("publisher"u8) && seen.First(9, "publisher"))
                publisher = PublisherCodec.Read(ref reader);
            else if (name.SequenceEqual("time"u8) && seen.First(10, "time"))
                time = ContractFields.ReadInt64(ref reader, "time");
            else if (name.SequenceEqual("idempotencyKey"u8) && seen.First(11, "idempotencyKey"))
                idempotencyKey = ContractFields.ReadText(ref reader, "idempotencyKey");
            else
                reader.Skip();
        }

        seen.Require(0, "channel");
        seen.Require(1, "offset");
        seen.Require(2, "type");
        seen.Require(3, "data");
        seen.Require(10, "time");
        return new Publication
        {
            Channel = channel,
            Offset = offset,
            Type = type!,
            Data = data,
            Key = key,
            Removed = removed,
            Snapshot = snapshot,
            Merged = merged,
            Resume = resume,
            Publisher = publisher,
            Time = time,
            IdempotencyKey = idempotencyKey,
        };
    }
}
