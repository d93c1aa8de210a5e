namespace RealtimeHub.Shared.MessagePack;

/// <summary>A signal, by hand: nothing is allocated to write it.</summary>
internal static class SignalCodec
{
    public static void Write(ref MessagePackWriter writer, Signal signal)
    {
        writer.WriteMapHeader(signal.Publisher is null ? 4 : 5);
        writer.WriteText("channel"u8);
        writer.WriteText(signal.Channel.Value);
        writer.WriteText("type"u8);
        writer.WriteText(signal.Type);
        writer.WriteText("data"u8);
        PayloadConversion.Write(signal.Data, ref writer);
        if (signal.Publisher is not null)
        {
            writer.WriteText("publisher"u8);
            PublisherCodec.Write(ref writer, signal.Publisher);
        }

        writer.WriteText("time"u8);
        writer.WriteInt64(signal.Time);
    }

    /// <exception cref="System.Text.Json.JsonException">It is not one; path and message name the field.</exception>
    public static Signal Read(ref MessagePackReader reader)
    {
        var seen = new SeenFields();
        var channel = default(ChannelName);
        string? type = null;
        var data = default(Payload);
        Publisher? publisher = null;
        var time = 0L;
        for (var left = ContractFields.ReadObjectHeader(ref reader, "the signal"); left > 0; left--)
        {
            var name = ContractFields.ReadKey(ref reader);
            if (name.SequenceEqual("data"u8) && seen.First(2, "data"))
                data = ContractFields.ReadPayload(ref reader, "data");
            else if (reader.TryReadNil())
                continue;
            else if (name.SequenceEqual("channel"u8) && seen.First(0, "channel"))
                channel = ContractFields.ReadChannel(ref reader, "channel");
            else if (name.SequenceEqual("type"u8) && seen.First(1, "type"))
                type = ContractFields.ReadText(ref reader, "type");
            else if (name.SequenceEqual("publisher"u8) && seen.First(3, "publisher"))
                publisher = PublisherCodec.Read(ref reader);
            else if (name.SequenceEqual("time"u8) && seen.First(4, "time"))
                time = ContractFields.ReadInt64(ref reader, "time");
            else
                reader.Skip();
        }

        seen.Require(0, "channel");
        seen.Require(1, "type");
        seen.Require(2, "data");
        seen.Require(4, "time");
        return new Signal
        {
            Channel = channel,
            Type = type!,
            Data = data,
            Publisher = publisher,
            Time = time,
        };
    }
}
