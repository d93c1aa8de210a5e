using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using MessagePack;

namespace RealtimeHub.Shared;

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

    /// <summary>Which member of an object <see cref="Check"/> refuses; null where it is no object, or its keys are refused.</summary>
    public static string? FindRefusedMember(MessagePackReader reader)
    {
        if (reader.NextMessagePackType != MessagePackType.Map)
            return null;
        for (var left = reader.ReadMapCount(); left > 0; left--)
        {
            if (reader.NextMessagePackType != MessagePackType.String || reader.ReadTextBytes() is var key && !Utf8.IsValid(key))
                return null;
            try
            {
                Check(ref reader);
            }
            catch (JsonException)
            {
                return Encoding.UTF8.GetString(key);
            }
        }

        return null;
    }

    /// <summary>The number of a float, if JSON can say it.</summary>
    public static double ReadFinite(ref MessagePackReader reader)
    {
        var value = reader.ReadDouble();
        return double.IsFinite(value) ? value : throw new RefusedValueException("must not contain NaN or infinities", "not_finite");
    }

    /// <summary>The bytes of a string, known to be UTF-8.</summary>
    public static ReadOnlySpan<byte> ReadUtf8(ref MessagePackReader reader)
    {
        var text = reader.ReadTextBytes();
        return Utf8.IsValid(text) ? text : throw new RefusedValueException("must not contain strings that aren't UTF-8", "undeliverable");
    }

    // One routine for both, so that what passes the check can always be rewritten. It recurses no deeper than MaxDepth.
    private static void Rewrite(ref MessagePackReader reader, Utf8JsonWriter? writer, int depth)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Map:
                RewriteMap(ref reader, writer, Deeper(depth));
                break;
            case MessagePackType.Array:
                RewriteArray(ref reader, writer, Deeper(depth));
                break;
            case MessagePackType.String:
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
                writer?.WriteBase64StringValue(bytes.Span);
                break;
            case MessagePackType.Extension:
                throw new RefusedValueException("must not contain extensions", "undeliverable");
            default:
                throw SoundValue.Malformed();
        }
    }

    private static void RewriteMap(ref MessagePackReader reader, Utf8JsonWriter? writer, int depth)
    {
        writer?.WriteStartObject();
        for (var left = reader.ReadMapCount(); left > 0; left--)
        {
            if (reader.NextMessagePackType != MessagePackType.String)
                throw new RefusedValueException("must not contain keys that aren't strings", "undeliverable");
            var key = ReadUtf8(ref reader);
            writer?.WritePropertyName(key);
            Rewrite(ref reader, writer, depth);
        }

        writer?.WriteEndObject();
    }

    private static void RewriteArray(ref MessagePackReader reader, Utf8JsonWriter? writer, int depth)
    {
        writer?.WriteStartArray();
        for (var left = reader.ReadArrayCount(); left > 0; left--)
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

    private static int Deeper(int depth) => depth < SoundValue.MaxDepth
        ? depth + 1
        : throw new JsonException($"must not be nested deeper than {SoundValue.MaxDepth} levels");
}
