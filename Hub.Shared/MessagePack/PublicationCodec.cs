using MessagePack;
namespace RealtimeHub.Shared.MessagePack;

/// <summary>The hottest message of all, by hand: nothing is allocated to write it.</summary>
internal static class PublicationCodec
{
    public static void Write(ref MessagePackWriter writer, Publication publication)
    {
        writer.WriteMapHeader(CountFields(publication));
        writer.WriteField("channel"u8, publication.Channel.Value);
        writer.WriteField("offset"u8, publication.Offset);
        writer.WriteField("type"u8, publication.Type);
        writer.WriteField("data"u8, publication.Data);
        writer.WriteField("key"u8, publication.Key);
        writer.WriteField("removed"u8, publication.Removed);
        writer.WriteField("snapshot"u8, publication.Snapshot);
        writer.WriteField("patch"u8, publication.Patch);
        writer.WriteField("stale"u8, publication.Stale);
        writer.WriteField("merged"u8, publication.Merged);
        writer.WriteField("resume"u8, publication.Resume);
        if (publication.Publisher is { } publisher)
        {
            writer.WriteString("publisher"u8);
            PublisherCodec.Write(ref writer, publisher);
        }

        writer.WriteField("time"u8, publication.Time);
        writer.WriteField("idempotencyKey"u8, publication.IdempotencyKey);
    }

    private static int CountFields(Publication publication) => 5
        + (publication.Key is null ? 0 : 1)
        + (publication.Removed is null ? 0 : 1)
        + (publication.Snapshot is null ? 0 : 1)
        + (publication.Patch is null ? 0 : 1)
        + (publication.Stale is null ? 0 : 1)
        + (publication.Merged is null ? 0 : 1)
        + (publication.Resume is null ? 0 : 1)
        + (publication.Publisher is null ? 0 : 1)
        + (publication.IdempotencyKey is null ? 0 : 1);

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
        bool? patch = null;
        bool? stale = null;
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
            else if (name.SequenceEqual("patch"u8) && seen.First(12, "patch"))
                patch = ContractFields.ReadBoolean(ref reader, "patch");
            else if (name.SequenceEqual("stale"u8) && seen.First(13, "stale"))
                stale = ContractFields.ReadBoolean(ref reader, "stale");
            else if (name.SequenceEqual("merged"u8) && seen.First(7, "merged"))
                merged = ContractFields.ReadInt32(ref reader, "merged");
            else if (name.SequenceEqual("resume"u8) && seen.First(8, "resume"))
                resume = ContractFields.ReadInt64(ref reader, "resume");
            else if (name.SequenceEqual("publisher"u8) && seen.First(9, "publisher"))
                publisher = PublisherCodec.Read(ref reader);
            else if (name.SequenceEqual("time"u8) && seen.First(10, "time"))
                time = ContractFields.ReadTime(ref reader, "time");
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
            Patch = patch,
            Stale = stale,
            Merged = merged,
            Resume = resume,
            Publisher = publisher,
            Time = time,
            IdempotencyKey = idempotencyKey,
        };
    }
}
