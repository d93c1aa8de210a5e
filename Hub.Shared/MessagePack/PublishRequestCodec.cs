using MessagePack;
namespace RealtimeHub.Shared.MessagePack;

/// <summary>A request to publish, by hand: nothing is allocated to write it.</summary>
internal static class PublishRequestCodec
{
    public static void Write(ref MessagePackWriter writer, PublishRequest request)
    {
        writer.WriteMapHeader(CountFields(request));
        writer.WriteField("channel"u8, request.Channel);
        writer.WriteField("type"u8, request.Type);
        writer.WriteField("data"u8, request.Data);
        writer.WriteField("key"u8, request.Key);
        writer.WriteField("removed"u8, request.Removed);
        writer.WriteField("idempotencyKey"u8, request.IdempotencyKey);
        writer.WriteField("expectedOffset"u8, request.ExpectedOffset);
    }

    private static int CountFields(PublishRequest request) => 3
        + (request.Key is null ? 0 : 1)
        + (request.Removed is null ? 0 : 1)
        + (request.IdempotencyKey is null ? 0 : 1)
        + (request.ExpectedOffset is null ? 0 : 1);

    /// <exception cref="System.Text.Json.JsonException">It is not one; path and message name the field.</exception>
    public static PublishRequest Read(ref MessagePackReader reader)
    {
        var seen = new SeenFields();
        string? channel = null;
        string? type = null;
        var data = default(Payload);
        string? key = null;
        bool? removed = null;
        string? idempotencyKey = null;
        long? expectedOffset = null;
        for (var left = ContractFields.ReadObjectHeader(ref reader, "the request"); left > 0; left--)
        {
            var name = ContractFields.ReadKey(ref reader);
            if (name.SequenceEqual("data"u8) && seen.First(2, "data"))
                data = ContractFields.ReadPayload(ref reader, "data");
            else if (reader.TryReadNil())
                continue;
            else if (name.SequenceEqual("channel"u8) && seen.First(0, "channel"))
                channel = ContractFields.ReadText(ref reader, "channel");
            else if (name.SequenceEqual("type"u8) && seen.First(1, "type"))
                type = ContractFields.ReadText(ref reader, "type");
            else if (name.SequenceEqual("key"u8) && seen.First(3, "key"))
                key = ContractFields.ReadText(ref reader, "key");
            else if (name.SequenceEqual("removed"u8) && seen.First(4, "removed"))
                removed = ContractFields.ReadBoolean(ref reader, "removed");
            else if (name.SequenceEqual("idempotencyKey"u8) && seen.First(5, "idempotencyKey"))
                idempotencyKey = ContractFields.ReadText(ref reader, "idempotencyKey");
            else if (name.SequenceEqual("expectedOffset"u8) && seen.First(6, "expectedOffset"))
                expectedOffset = ContractFields.ReadInt64(ref reader, "expectedOffset");
            else
                reader.Skip();
        }

        seen.Require(0, "channel");
        seen.Require(1, "type");
        seen.Require(2, "data");
        return new PublishRequest
        {
            Channel = channel!,
            Type = type!,
            Data = data,
            Key = key,
            Removed = removed,
            IdempotencyKey = idempotencyKey,
            ExpectedOffset = expectedOffset,
        };
    }
}
