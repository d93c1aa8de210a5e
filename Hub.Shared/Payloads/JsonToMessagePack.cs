using System.Buffers;
using System.Text.Json;
using MessagePack;

namespace RealtimeHub.Shared;

/// <summary>
/// Rewrites JSON as MessagePack by JSON's types. Containers in MessagePack begin with their count, so the text is gone
/// through twice: first for the counts, then for the values; both in a straight line, without recursion.
/// </summary>
internal static class JsonToMessagePack
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = SoundValue.MaxDepth };

    /// <exception cref="JsonException">Not JSON, nested too deep, or with a number that no float64 holds.</exception>
    public static void Write(ReadOnlySpan<byte> json, ref MessagePackWriter writer)
    {
        var counts = new JsonContainerCounts(stackalloc int[128]);
        try
        {
            counts.Scan(json);
            WriteValues(json, ref writer, counts.Values);
        }
        finally
        {
            counts.Dispose();
        }
    }

    private static void WriteValues(ReadOnlySpan<byte> json, ref MessagePackWriter writer, scoped ReadOnlySpan<int> counts)
    {
        var reader = new Utf8JsonReader(json, Options);
        var container = 0;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    writer.WriteMapHeader(counts[container++]);
                    break;
                case JsonTokenType.StartArray:
                    writer.WriteArrayHeader(counts[container++]);
                    break;
                case JsonTokenType.PropertyName or JsonTokenType.String:
                    WriteText(ref reader, ref writer);
                    break;
                case JsonTokenType.Number:
                    WriteNumber(ref reader, ref writer);
                    break;
                case JsonTokenType.True or JsonTokenType.False:
                    writer.Write(reader.TokenType == JsonTokenType.True);
                    break;
                case JsonTokenType.Null:
                    writer.WriteNil();
                    break;
            }
        }
    }

    private static void WriteText(ref Utf8JsonReader reader, ref MessagePackWriter writer)
    {
        if (!reader.ValueIsEscaped)
        {
            writer.WriteString(reader.ValueSpan);
            return;
        }

        var unescaped = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        writer.WriteString(unescaped.AsSpan(0, reader.CopyString(unescaped)));
        ArrayPool<byte>.Shared.Return(unescaped);
    }

    private static void WriteNumber(ref Utf8JsonReader reader, ref MessagePackWriter writer)
    {
        // Minus zero is an integer to the reader, but only a float can hold it.
        if (!reader.ValueSpan.SequenceEqual("-0"u8) && reader.TryGetInt64(out var integer))
            writer.Write(integer);
        else if (reader.TryGetUInt64(out var large))
            writer.Write(large);
        else if (reader.TryGetDouble(out var number) && double.IsFinite(number))
            writer.Write(number);
        else
            throw new JsonException("a number is beyond the range of a float64");
    }
}
