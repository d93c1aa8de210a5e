using System.Globalization;

namespace RealtimeHub.Documents.Codec;

/// <summary>The order of an object's fields in JavaScript: keys that are array indexes first, ascending, then the others as they came.</summary>
internal static class JsObject
{
    public static OrderedDictionary<string, object?> Order(OrderedDictionary<string, object?> fields)
    {
        if (!fields.Keys.Any(IsIndex))
            return fields;
        var ordered = new OrderedDictionary<string, object?>(fields.Count);
        foreach (var (key, value) in fields.Where(field => IsIndex(field.Key)).OrderBy(field => uint.Parse(field.Key, CultureInfo.InvariantCulture)))
            ordered.Add(key, value);
        foreach (var (key, value) in fields.Where(field => !IsIndex(field.Key)))
            ordered.Add(key, value);
        return ordered;
    }

    private static bool IsIndex(string key) =>
        key.Length is > 0 and <= 10 && char.IsAsciiDigit(key[0]) && (key[0] != '0' || key.Length == 1)
        && uint.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index != uint.MaxValue;
}
