using MessagePack;
namespace RealtimeHub.Shared.MessagePack;

/// <summary>Who published: a part of the hot messages.</summary>
internal static class PublisherCodec
{
    public static void Write(ref MessagePackWriter writer, Publisher publisher)
    {
        writer.WriteMapHeader(publisher.Name is null ? 2 : 3);
        writer.WriteField("userId"u8, publisher.UserId);
        writer.WriteField("name"u8, publisher.Name);
        writer.WriteField("connectionId"u8, publisher.ConnectionId);
    }

    /// <exception cref="System.Text.Json.JsonException">It is not one; path and message name the field.</exception>
    public static Publisher Read(ref MessagePackReader reader)
    {
        var seen = new SeenFields();
        string? userId = null;
        string? name = null;
        string? connectionId = null;
        for (var left = ContractFields.ReadObjectHeader(ref reader, "publisher", ".publisher"); left > 0; left--)
        {
            var key = ContractFields.ReadKey(ref reader);
            if (reader.TryReadNil())
                continue;
            if (key.SequenceEqual("userId"u8) && seen.First(0, "publisher.userId"))
                userId = ContractFields.ReadText(ref reader, "publisher.userId");
            else if (key.SequenceEqual("name"u8) && seen.First(1, "publisher.name"))
                name = ContractFields.ReadText(ref reader, "publisher.name");
            else if (key.SequenceEqual("connectionId"u8) && seen.First(2, "publisher.connectionId"))
                connectionId = ContractFields.ReadText(ref reader, "publisher.connectionId");
            else
                reader.Skip();
        }

        seen.Require(0, "publisher.userId");
        seen.Require(2, "publisher.connectionId");
        return new Publisher(userId!, name, connectionId!);
    }
}
