namespace RealtimeHub.Shared.MessagePack;

/// <summary>A request to signal, by hand: nothing is allocated to write it.</summary>
internal static class SignalRequestCodec
{
    public static void Write(ref MessagePackWriter writer, SignalRequest request)
    {
        writer.WriteMapHeader(3);
        writer.WriteText("channel"u8);
        writer.WriteText(request.Channel);
        writer.WriteText("type"u8);
        writer.WriteText(request.Type);
        writer.WriteText("data"u8);
        PayloadConversion.Write(request.Data, ref writer);
    }

    /// <exception cref="System.Text.Json.JsonException">It is not one; path and message name the field.</exception>
    public static SignalRequest Read(ref MessagePackReader reader)
    {
        var seen = new SeenFields();
        string? channel = null;
        string? type = null;
        var data = default(Payload);
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
            else
                reader.Skip();
        }

        seen.Require(0, "channel");
        seen.Require(1, "type");
        seen.Require(2, "data");
        return new SignalRequest { Channel = channel!, Type = type!, Data = data };
    }
}
