using MessagePack;

namespace RealtimeHub.Shared.MessagePack;

/// <summary>Signals, written by hand: nothing is allocated. They are read as any other contract.</summary>
internal static class SignalCodec
{
    public static void Write(ref MessagePackWriter writer, Signal signal)
    {
        writer.WriteMapHeader(signal.Publisher is null ? 4 : 5);
        writer.WriteField("channel"u8, signal.Channel.Value);
        writer.WriteField("type"u8, signal.Type);
        writer.WriteField("data"u8, signal.Data);
        if (signal.Publisher is { } publisher)
        {
            writer.WriteString("publisher"u8);
            PublisherCodec.Write(ref writer, publisher);
        }

        writer.WriteField("time"u8, signal.Time);
    }

    public static void Write(ref MessagePackWriter writer, SignalRequest request)
    {
        writer.WriteMapHeader(3);
        writer.WriteField("channel"u8, request.Channel);
        writer.WriteField("type"u8, request.Type);
        writer.WriteField("data"u8, request.Data);
    }
}
