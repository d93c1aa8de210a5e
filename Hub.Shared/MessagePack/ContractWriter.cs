using System.Buffers;
using System.Collections;
using System.Text.Json;
using MessagePack;

namespace RealtimeHub.Shared.MessagePack;

/// <summary>
/// Writes any contract in the shape that its JSON metadata gives it: camelCase keys, absent fields left out, words for
/// enums. The hot messages have codecs of their own.
/// </summary>
internal sealed class ContractWriter(ContractShapes shapes)
{
    /// <summary>Writes a value as its own type.</summary>
    public void Write(ref MessagePackWriter writer, object? value) => Write(ref writer, value, value?.GetType() ?? typeof(object), 0);

    private void Write(ref MessagePackWriter writer, object? value, Type type, int depth)
    {
        switch (value)
        {
            case null:
                writer.WriteNil();
                break;
            case Publication publication:
                PublicationCodec.Write(ref writer, publication);
                break;
            case Signal signal:
                SignalCodec.Write(ref writer, signal);
                break;
            case SignalRequest request:
                SignalCodec.Write(ref writer, request);
                break;
            case PublishRequest request:
                PublishRequestCodec.Write(ref writer, request);
                break;
            case string text:
                writer.Write(text);
                break;
            case bool boolean:
                writer.Write(boolean);
                break;
            case int integer:
                writer.Write(integer);
                break;
            case long integer:
                writer.Write(integer);
                break;
            default:
                WriteShaped(ref writer, value, shapes[type == typeof(object) ? value.GetType() : type], depth);
                break;
        }
    }

    private void WriteShaped(ref MessagePackWriter writer, object value, ContractShape shape, int depth)
    {
        if (depth == SoundValue.MaxDepth)
            throw new JsonException($"a {shape.Type.Name} is nested deeper than {SoundValue.MaxDepth} levels");
        switch (shape.Kind)
        {
            case ContractKind.Object:
                WriteObject(ref writer, value, shape, depth + 1);
                break;
            case ContractKind.List:
                WriteList(ref writer, (IEnumerable)value, shape.ItemType!, depth + 1);
                break;
            case ContractKind.Map when value is IDictionary map:
                WriteMap(ref writer, map, shape.ItemType!, depth + 1);
                break;
            case ContractKind.Payload:
                PayloadConversion.Write((Payload)value, ref writer);
                break;
            case ContractKind.Bytes:
                writer.Write(value switch
                {
                    byte[] array => array,
                    ReadOnlyMemory<byte> memory => memory.Span,
                    _ => ((Memory<byte>)value).Span,
                });
                break;
            default:
                WriteByWayOfJson(ref writer, value, shape);
                break;
        }
    }

    private void WriteObject(ref MessagePackWriter writer, object value, ContractShape shape, int depth)
    {
        var values = ArrayPool<object?>.Shared.Rent(shape.Fields.Length);
        var present = 0;
        for (var i = 0; i < shape.Fields.Length; i++)
        {
            values[i] = shape.Fields[i].Get(value);
            present += values[i] is null ? 0 : 1;
        }

        writer.WriteMapHeader(present);
        for (var i = 0; i < shape.Fields.Length; i++)
        {
            if (values[i] is not { } field)
                continue;
            writer.WriteString(shape.Fields[i].Utf8Name);
            Write(ref writer, field, shape.Fields[i].Type, depth);
        }

        ArrayPool<object?>.Shared.Return(values, clearArray: true);
    }

    private void WriteList(ref MessagePackWriter writer, IEnumerable items, Type itemType, int depth)
    {
        var list = items as ICollection ?? items.Cast<object?>().ToArray();
        writer.WriteArrayHeader(list.Count);
        foreach (var item in list)
            Write(ref writer, item, itemType, depth);
    }

    private void WriteMap(ref MessagePackWriter writer, IDictionary map, Type itemType, int depth)
    {
        writer.WriteMapHeader(map.Count);
        foreach (DictionaryEntry entry in map)
        {
            writer.Write((string)entry.Key);
            Write(ref writer, entry.Value, itemType, depth);
        }
    }

    private static void WriteByWayOfJson(ref MessagePackWriter writer, object value, ContractShape shape)
    {
        using var json = new JsonWriting();
        JsonSerializer.Serialize(json.Writer, value, shape.Metadata);
        JsonToMessagePack.Write(json.Flush(), ref writer);
    }
}
