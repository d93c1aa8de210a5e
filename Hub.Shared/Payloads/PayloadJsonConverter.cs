using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeHub.Shared;

/// <summary>
/// Takes the raw JSON value as it was written and refuses what no other encoding can say; writes it back unchanged, or
/// converted if it came as MessagePack.
/// </summary>
internal sealed class PayloadJsonConverter : JsonConverter<Payload>
{
    public override bool HandleNull => true;

    public override Payload Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return default;
        if (PayloadSlots.TryTake(ref reader, out var payload))
            return payload;
        using var document = JsonDocument.ParseValue(ref reader);
        var raw = JsonMarshal.GetRawUtf8Value(document.RootElement);
        JsonPayloadCheck.Check(raw);
        return new Payload(PayloadEncoding.Json, raw.ToArray());
    }

    public override void Write(Utf8JsonWriter writer, Payload value, JsonSerializerOptions options) =>
        PayloadConversion.Write(value, writer);
}
