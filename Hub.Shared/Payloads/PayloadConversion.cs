using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MessagePack;

namespace RealtimeHub.Shared;

/// <summary>
/// Payloads between the encodings. To MessagePack by JSON's types: strings stay strings, integers stay integers as far
/// as 64 bits hold them, other numbers become float64. To JSON: <c>bin</c> becomes base64; what JSON can't express is refused.
/// </summary>
/// <remarks>
/// A payload that came over a hub protocol was checked on arrival, so converting it can't fail. Conversions are not
/// cached: a fan-out converts once for all receivers.
/// </remarks>
public static class PayloadConversion
{
    /// <summary>The value in JSON; the same payload if it is that already.</summary>
    /// <exception cref="JsonException">It contains keys that aren't strings, NaN, infinities or extensions, or is malformed.</exception>
    public static Payload ToJson(this Payload payload)
    {
        if (payload.Encoding == PayloadEncoding.Json)
            return payload;
        using var json = new JsonWriting();
        Write(payload, json.Writer);
        return new Payload(PayloadEncoding.Json, json.Flush().ToArray());
    }

    /// <summary>The value in MessagePack; the same payload if it is that already.</summary>
    /// <exception cref="JsonException">It contains a number beyond the range of a float64, or is malformed.</exception>
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
            WriteJson(payload.Bytes.Span, writer);
            return;
        }

        var reader = new MessagePackReader(payload.Bytes);
        try
        {
            MessagePackToJson.Write(ref reader, writer);
        }
        catch (Exception e) when (SoundValue.IsMalformed(e))
        {
            throw new JsonException(e.Message);
        }
    }

    // A carriage return can only stand between the tokens of JSON, and on an event stream it would end the line.
    private static void WriteJson(ReadOnlySpan<byte> json, Utf8JsonWriter writer)
    {
        if (!json.Contains((byte)'\r'))
        {
            writer.WriteRawValue(json, skipInputValidation: true);
            return;
        }

        var copy = ArrayPool<byte>.Shared.Rent(json.Length);
        json.Replace(copy, (byte)'\r', (byte)' ');
        writer.WriteRawValue(copy.AsSpan(0, json.Length), skipInputValidation: true);
        ArrayPool<byte>.Shared.Return(copy);
    }

    internal static void Write(Payload payload, ref MessagePackWriter writer)
    {
        if (payload.Encoding == PayloadEncoding.MessagePack)
            writer.WriteRaw(payload.Bytes.Span);
        else
            JsonToMessagePack.Write(payload.Bytes.Span, ref writer);
    }
}
