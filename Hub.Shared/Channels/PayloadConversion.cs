using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RealtimeHub.Shared.MessagePack;

namespace RealtimeHub.Shared;

/// <summary>
/// Payloads between the encodings. To MessagePack by JSON's types: strings stay strings, integers stay integers as far
/// as 64 bits hold them, other numbers become float64. To JSON: <c>bin</c> becomes base64; what JSON can't say is refused.
/// </summary>
/// <remarks>
/// A payload that came over a hub protocol was checked on arrival, so converting it can't fail. Conversions are not
/// kept: whoever delivers a publication to many does it once.
/// </remarks>
public static class PayloadConversion
{
    /// <summary>The value in JSON; the same payload if it is that already.</summary>
    /// <exception cref="JsonException">It holds keys that aren't strings, NaN, infinities or extensions, or is malformed.</exception>
    public static Payload ToJson(this Payload payload)
    {
        if (payload.Encoding == PayloadEncoding.Json)
            return payload;
        using var json = new JsonWriting();
        Write(payload, json.Writer);
        return new Payload(PayloadEncoding.Json, json.Flush().ToArray());
    }

    /// <summary>The value in MessagePack; the same payload if it is that already.</summary>
    /// <exception cref="JsonException">It holds a number beyond the range of a float64, or is malformed.</exception>
    public static Payload ToMessagePack(this Payload payload)
    {
        if (payload.Encoding == PayloadEncoding.MessagePack)
            return payload;
        var buffer = PooledBuffer.Rent();
        try
        {
            var writer = new MessagePackWriter(buffer);
            Write(payload, ref writer);
            writer.Flush();
            return new Payload(PayloadEncoding.MessagePack, buffer.Written.ToArray());
        }
        finally
        {
            buffer.Return();
        }
    }

    /// <summary>Reads the value as a contract, whatever its encoding.</summary>
    /// <exception cref="JsonException">It is not such a value.</exception>
    public static T? Read<T>(this Payload payload, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(payload.ToJson().Bytes.Span, type);


    internal static void Write(Payload payload, Utf8JsonWriter writer)
    {
        if (payload.Encoding == PayloadEncoding.Json)
        {
            writer.WriteRawValue(payload.Bytes.Span, skipInputValidation: true);
            return;
        }

        var reader = new MessagePackReader(payload.Bytes.Span);
        try
        {
            MessagePackToJson.Write(ref reader, writer);
        }
        catch (InvalidDataException e)
        {
            throw new JsonException(e.Message);
        }
    }

    internal static void Write(Payload payload, ref MessagePackWriter writer)
    {
        if (payload.Encoding == PayloadEncoding.MessagePack)
            writer.WriteRaw(payload.Bytes.Span);
        else
            JsonToMessagePack.Write(payload.Bytes.Span, ref writer);
    }
}
