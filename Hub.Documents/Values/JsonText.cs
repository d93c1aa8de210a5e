using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace RealtimeHub.Documents.Codec;

/// <summary>Values as JSON texts: what <c>JSON.stringify</c> writes and <c>JSON.parse</c> reads.</summary>
internal static class JsonText
{
    private const int MaxDepth = 64;

    /// <exception cref="ArgumentException">JSON has no such value.</exception>
    public static string Stringify(object? value)
    {
        var text = new StringBuilder();
        if (value is Undefined || !Write(text, value, 0))
            throw new ArgumentException("value: undefined is no JSON", nameof(value));
        return text.ToString();
    }

    public static object? Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        return Read(ref reader);
    }

    public static object? Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    private static object? Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.Number:
                return reader.GetDouble();
            case JsonTokenType.String:
                return Unescape(ref reader);
            case JsonTokenType.StartArray:
                var list = new List<object?>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    list.Add(Read(ref reader));
                return list.ToArray();
            default:
                var fields = new OrderedDictionary<string, object?>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var key = Unescape(ref reader);
                    reader.Read();
                    fields[key] = Read(ref reader);
                }

                return JsObject.Order(fields);
        }
    }

    /// <summary>The reader refuses escaped halves of surrogate pairs, which JavaScript takes.</summary>
    private static string Unescape(ref Utf8JsonReader reader)
    {
        var raw = Encoding.UTF8.GetString(reader.ValueSpan);
        if (!reader.ValueIsEscaped)
            return raw;
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            var escape = raw[++i];
            text.Append(escape switch
            {
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => (char)int.Parse(raw.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                _ => escape,
            });
            if (escape == 'u')
                i += 4;
        }

        return text.ToString();
    }

    /// <summary>Writes a value; false for undefined, which is left to the caller.</summary>
    private static bool Write(StringBuilder text, object? value, int depth)
    {
        if (depth > MaxDepth)
            throw new ArgumentException($"value: nested deeper than {MaxDepth}", nameof(value));
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case Undefined:
                return false;
            case bool flag:
                text.Append(flag ? "true" : "false");
                break;
            case string chars:
                WriteString(text, chars);
                break;
            case BigInteger:
                throw new ArgumentException("value: JSON has no BigInteger", nameof(value));
            case byte[] bytes:
                WriteObject(text, bytes.Select((item, i) => KeyValuePair.Create(i.ToString(CultureInfo.InvariantCulture), (object?)item)), depth);
                break;
            case IEnumerable<KeyValuePair<string, object?>> fields:
                WriteObject(text, JsObject.Order(new OrderedDictionary<string, object?>(fields)), depth);
                break;
            case IEnumerable items:
                WriteArray(text, items, depth);
                break;
            default:
                var number = Numbers.ToDouble(value);
                text.Append(double.IsFinite(number) ? JsNumber.Format(number) : "null");
                break;
        }

        return true;
    }

    private static void WriteObject(StringBuilder text, IEnumerable<KeyValuePair<string, object?>> fields, int depth)
    {
        text.Append('{');
        var separator = "";
        foreach (var (key, field) in fields)
        {
            if (field is Undefined)
                continue;
            text.Append(separator);
            WriteString(text, key);
            text.Append(':');
            Write(text, field, depth + 1);
            separator = ",";
        }

        text.Append('}');
    }

    private static void WriteArray(StringBuilder text, IEnumerable items, int depth)
    {
        text.Append('[');
        var separator = "";
        foreach (var item in items)
        {
            text.Append(separator);
            if (!Write(text, item, depth + 1))
                text.Append("null");
            separator = ",";
        }

        text.Append(']');
    }

    private static void WriteString(StringBuilder text, string chars)
    {
        text.Append('"');
        for (var i = 0; i < chars.Length; i++)
        {
            var c = chars[i];
            if (c is '"' or '\\')
                text.Append('\\').Append(c);
            else if (c < ' ')
                text.Append(Control(c));
            else if (!char.IsSurrogate(c))
                text.Append(c);
            else if (char.IsHighSurrogate(c) && i + 1 < chars.Length && char.IsLowSurrogate(chars[i + 1]))
                text.Append(c).Append(chars[++i]);
            else
                text.Append($"\\u{(int)c:x4}");
        }

        text.Append('"');
    }

    private static string Control(char c) => c switch
    {
        '\b' => "\\b",
        '\f' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => $"\\u{(int)c:x4}",
    };
}
