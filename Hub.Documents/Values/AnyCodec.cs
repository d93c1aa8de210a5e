using System.Collections;
using System.Numerics;

namespace RealtimeHub.Documents.Codec;

/// <summary>Values in lib0's "any" encoding.</summary>
internal static class AnyCodec
{
    private const int MaxDepth = 64;

    /// <summary>Reads a value that <see cref="AnySkipper"/> has passed.</summary>
    public static object? Read(ref ByteReader reader)
    {
        switch (reader.ReadByte())
        {
            case AnyTag.Null:
                return null;
            case AnyTag.Undefined:
                return Undefined.Value;
            case AnyTag.True:
                return true;
            case AnyTag.False:
                return false;
            case AnyTag.String:
                return reader.ReadString();
            case AnyTag.Integer:
                var whole = reader.ReadVarInt(out var negative);
                return whole == 0 && negative ? -0.0 : (double)whole;
            case AnyTag.Float32:
                return (double)reader.ReadFloat32();
            case AnyTag.Float64:
                return reader.ReadFloat64();
            case AnyTag.BigInt:
                return new BigInteger(reader.ReadInt64());
            case AnyTag.Bytes:
                return reader.ReadVarBytes().ToArray();
            case AnyTag.Array:
                var list = new object?[reader.ReadCount(1, "values")];
                for (var i = 0; i < list.Length; i++)
                    list[i] = Read(ref reader);
                return list;
            default:
                return ReadObject(ref reader);
        }
    }

    /// <exception cref="ArgumentException">No document can hold the value.</exception>
    public static void Write(ByteWriter writer, object? value) => Write(writer, value, 0);

    private static OrderedDictionary<string, object?> ReadObject(ref ByteReader reader)
    {
        var fields = new OrderedDictionary<string, object?>();
        for (var left = reader.ReadCount(2, "fields"); left > 0; left--)
        {
            var key = reader.ReadString();
            fields[key] = Read(ref reader);
        }

        return JsObject.Order(fields);
    }

    private static void Write(ByteWriter writer, object? value, int depth)
    {
        if (depth > MaxDepth)
            throw new ArgumentException($"value: nested deeper than {MaxDepth}", nameof(value));
        switch (value)
        {
            case null:
                writer.WriteByte(AnyTag.Null);
                break;
            case Undefined:
                writer.WriteByte(AnyTag.Undefined);
                break;
            case bool flag:
                writer.WriteByte(flag ? AnyTag.True : AnyTag.False);
                break;
            case string text:
                writer.WriteByte(AnyTag.String);
                writer.WriteString(text);
                break;
            case BigInteger big:
                writer.WriteByte(AnyTag.BigInt);
                writer.WriteInt64((long)big);
                break;
            case byte[] bytes:
                writer.WriteByte(AnyTag.Bytes);
                writer.WriteVarBytes(bytes);
                break;
            case IEnumerable<KeyValuePair<string, object?>> fields:
                WriteObject(writer, fields, depth);
                break;
            case IEnumerable items:
                WriteArray(writer, items, depth);
                break;
            default:
                WriteNumber(writer, Numbers.ToDouble(value));
                break;
        }
    }

    private static void WriteObject(ByteWriter writer, IEnumerable<KeyValuePair<string, object?>> fields, int depth)
    {
        var ordered = JsObject.Order(new OrderedDictionary<string, object?>(fields));
        writer.WriteByte(AnyTag.Object);
        writer.WriteVarUint(ordered.Count);
        foreach (var (key, field) in ordered)
        {
            writer.WriteString(key);
            Write(writer, field, depth + 1);
        }
    }

    private static void WriteArray(ByteWriter writer, IEnumerable items, int depth)
    {
        var list = items.Cast<object?>().ToList();
        writer.WriteByte(AnyTag.Array);
        writer.WriteVarUint(list.Count);
        foreach (var item in list)
            Write(writer, item, depth + 1);
    }

    private static void WriteNumber(ByteWriter writer, double value)
    {
        if (JsNumber.IsInteger(value))
        {
            writer.WriteByte(AnyTag.Integer);
            writer.WriteVarInt((long)value, double.IsNegative(value));
        }
        else if ((float)value == value)
        {
            writer.WriteByte(AnyTag.Float32);
            writer.WriteFloat32((float)value);
        }
        else
        {
            writer.WriteByte(AnyTag.Float64);
            writer.WriteFloat64(value);
        }
    }
}
