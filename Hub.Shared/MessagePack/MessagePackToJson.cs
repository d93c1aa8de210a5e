using System.Text.Json;
using System.Text.Unicode;

namespace RealtimeHub.Shared.MessagePack;

/// <summary>
/// Rewrites MessagePack as JSON: <c>bin</c> becomes base64. What JSON can't say is refused: keys that aren't strings,
/// strings that aren't UTF-8, NaN, infinities and extensions.
/// </summary>
internal static class MessagePackToJson
{
    /// <summary>Rewrites one value.</summary>
    /// <exception cref="JsonException">The value can't be said in JSON; the message says why, without a subject.</exception>
    /// <exception cref="InvalidDataException">Truncated or malformed.</exception>
    public static void Write(ref MessagePackReader reader, Utf8JsonWriter writer) => Rewrite(ref reader, writer, 0);

    /// <summary>Passes over one value and refuses what <see cref="Write"/> would refuse.</summary>
    public static void Check(ref MessagePackReader reader) => Rewrite(ref reader, null, 0);

    /// <summary>The number of a float, if JSON can say it.</summary>
    public static double ReadFinite(ref MessagePackReader reader)
    {
        var value = reader.ReadDouble();
        return double.IsFinite(value) ? value : throw new JsonException("must not contain NaN or infinities");
    }

    /// <summary>The bytes of a string, known to be UTF-8.</summary>
    public static ReadOnlySpan<byte> ReadUtf8(ref MessagePackReader reader)
    {
        var text = reader.ReadTextBytes();
        return Utf8.IsValid(text) ? text : throw new JsonException("must not contain strings that aren't UTF-8");
    }

    // One routine for both, so that what passes the check can always be rewritten. It recurses no deeper than MaxDepth.
    private static void Rewrite(ref MessagePackReader reader, Utf8JsonWriter? writer, int depth)
    {
        switch (reader.NextType)
        {
            case MessagePackType.Map:
                RewriteMap(ref reader, writer, Deeper(depth));
                break;
            case MessagePackType.Array:
                RewriteArray(ref reader, writer, Deeper(depth));
                break;
            case MessagePackType.Text:
                var text = ReadUtf8(ref reader);
                writer?.WriteStringValue(text);
                break;
            case MessagePackType.Integer:
                RewriteInteger(ref reader, writer);
                break;
            case MessagePackType.Float:
                var number = ReadFinite(ref reader);
                writer?.WriteNumberValue(number);
                break;
            case MessagePackType.Boolean:
                var boolean = reader.ReadBoolean();
                writer?.WriteBooleanValue(boolean);
                break;
            case MessagePackType.Nil:
                reader.TryReadNil();
                writer?.WriteNullValue();
                break;
            case MessagePackType.Binary:
                var bytes = reader.ReadBinary();
                writer?.WriteBase64StringValue(bytes);
                break;
            default:
                throw new JsonException("must not contain extensions");
        }
    }

    private static void RewriteMap(ref MessagePackReader reader, Utf8JsonWriter? writer, int depth)
    {
        writer?.WriteStartObject();
        for (var left = reader.ReadMapHeader(); left > 0; left--)
        {
            if (reader.NextType != MessagePackType.Text)
                throw new JsonException("must not contain keys that aren't strings");
            var key = ReadUtf8(ref reader);
            writer?.WritePropertyName(key);
            Rewrite(ref reader, writer, depth);
        }

        writer?.WriteEndObject();
    }

    private static void RewriteArray(ref MessagePackReader reader, Utf8JsonWriter? writer, int depth)
    {
        writer?.WriteStartArray();
        for (var left = reader.ReadArrayHeader(); left > 0; left--)
            Rewrite(ref reader, writer, depth);
        writer?.WriteEndArray();
    }

    public static void RewriteInteger(ref MessagePackReader reader, Utf8JsonWriter? writer)
    {
        reader.TryReadInteger(out var value, out var huge);
        if (huge)
            writer?.WriteNumberValue((ulong)value);
        else
            writer?.WriteNumberValue(value);
    }

    private static int Deeper(int depth) => depth < MessagePackReader.MaxDepth
        ? depth + 1
        : throw new JsonException($"must not be nested deeper than {MessagePackReader.MaxDepth} levels");
}
