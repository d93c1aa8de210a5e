using System.Buffers;
using System.Text.Json;
using MessagePack;
using RealtimeHub.Shared;
using RealtimeHub.Shared.MessagePack;

namespace RealtimeHub.Microbench.MessagePack;

/// <summary>The publication by itself.</summary>
internal sealed class PublicationCodecs
{
    private readonly ArrayBufferWriter<byte> buffer = new(4096);
    private readonly Utf8JsonWriter json;
    private readonly byte[] asJson;
    private readonly byte[] asMessagePack;

    public PublicationCodecs()
    {
        json = new Utf8JsonWriter(buffer);
        WriteJson(1);
        asJson = buffer.WrittenSpan.ToArray();
        WriteMessagePack(SamplePublication.MessagePack, 1);
        asMessagePack = buffer.WrittenSpan.ToArray();
    }

    public string Sizes => $"{asJson.Length} bytes of JSON, {asMessagePack.Length} of MessagePack";

    public IEnumerable<Measured> All() =>
    [
        new("encode", "JSON", WriteJson),
        new("encode", "MessagePack, published as MessagePack", times => WriteMessagePack(SamplePublication.MessagePack, times)),
        new("encode", "MessagePack, published as JSON", times => WriteMessagePack(SamplePublication.Json, times)),
        new("decode", "JSON", ReadJson),
        new("decode", "MessagePack", ReadMessagePack),
    ];

    private void WriteJson(int times)
    {
        for (; times > 0; times--)
        {
            buffer.ResetWrittenCount();
            json.Reset(buffer);
            JsonSerializer.Serialize(json, SamplePublication.Json, HubJson.Default.Publication);
        }
    }

    private void WriteMessagePack(Publication publication, int times)
    {
        for (; times > 0; times--)
        {
            buffer.ResetWrittenCount();
            var writer = new MessagePackWriter(buffer);
            PublicationCodec.Write(ref writer, publication);
            writer.Flush();
        }
    }

    private void ReadJson(int times)
    {
        for (; times > 0; times--)
            Keep(JsonSerializer.Deserialize(asJson, HubJson.Default.Publication)!);
    }

    private void ReadMessagePack(int times)
    {
        for (; times > 0; times--)
        {
            var reader = new MessagePackReader(asMessagePack);
            SoundValue.Pass(ref reader);
            reader = new MessagePackReader(asMessagePack);
            Keep(PublicationCodec.Read(ref reader));
        }
    }

    private static void Keep(Publication publication) => GC.KeepAlive(publication);
}
