using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeHub.Shared;

/// <summary>
/// Lists of small items. They are counted before anything is allocated, so that a list costs what its items cost and
/// not twice as much by growing; null items are refused.
/// </summary>
internal sealed class ListJsonConverter<T> : JsonConverter<IReadOnlyList<T>>
    where T : notnull
{
    public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("must be a list");
        var item = (JsonConverter<T>)options.GetConverter(typeof(T));
        var count = Count(reader);
        var items = count == 0 ? [] : new T[count];
        for (var i = 0; i < count; i++)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
                throw new JsonException("must not contain null");
            items[i] = item.Read(ref reader, typeof(T), options)!;
        }

        reader.Read();
        return items;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options)
    {
        var item = (JsonConverter<T>)options.GetConverter(typeof(T));
        writer.WriteStartArray();
        foreach (var each in value)
            item.Write(writer, each, options);
        writer.WriteEndArray();
    }

    private static int Count(Utf8JsonReader reader)
    {
        var count = 0;
        for (reader.Read(); reader.TokenType != JsonTokenType.EndArray; reader.Read())
        {
            reader.Skip();
            count++;
        }

        return count;
    }
}

/// <summary>What can be told about a <see cref="ListJsonConverter{T}"/> without knowing its items' type.</summary>
internal static class ListJsonConverter
{
    /// <summary>The items' type if the converter is one for lists.</summary>
    public static Type? ItemOf(JsonConverter converter)
    {
        var type = converter.GetType();
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ListJsonConverter<>) ? type.GetGenericArguments()[0] : null;
    }
}
