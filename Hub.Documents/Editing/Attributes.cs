using RealtimeHub.Documents.Codec;
using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents.Editing;

/// <summary>Formats by name, in the order in which they came up.</summary>
internal sealed class Attributes
{
    private readonly OrderedDictionary<string, JsonContent> values;

    public Attributes() => values = [];

    private Attributes(Attributes other) => values = new(other.values);

    /// <summary>The value that ends a format.</summary>
    public static JsonContent Null { get; } = new("null");

    public int Count => values.Count;

    public IEnumerable<KeyValuePair<string, JsonContent>> All => values;

    public static Attributes Of(IEnumerable<KeyValuePair<string, object?>> formats)
    {
        var attributes = new Attributes();
        foreach (var (key, value) in formats)
            attributes.values[key] = new JsonContent(JsonText.Stringify(value));
        return attributes;
    }

    public Attributes Copy() => new(this);

    public bool Contains(string key) => values.ContainsKey(key);

    /// <summary>The value of a format; that of none when it has none.</summary>
    public JsonContent Get(string key) => values.TryGetValue(key, out var value) ? value : Null;

    public void Set(string key, JsonContent value) => values[key] = value;

    public void Remove(string key) => values.Remove(key);

    /// <summary>Takes a format that is passed.</summary>
    public void Pass(FormatContent format)
    {
        if (format.Value.Value is null)
            values.Remove(format.Key);
        else
            values[format.Key] = format.Value;
    }

    public OrderedDictionary<string, object?> ToValues()
    {
        var all = new OrderedDictionary<string, object?>(values.Count);
        foreach (var (key, value) in values)
            all.Add(key, value.Value);
        return JsObject.Order(all);
    }

    /// <summary>Whether two values are one format. As in Yjs, objects are when their fields are, and objects within them never.</summary>
    public static bool AreEqual(JsonContent a, JsonContent b) => a == b || AreEqual(a.Value, b.Value);

    private static bool AreEqual(object? a, object? b) => (a, b) switch
    {
        (object?[] left, object?[] right) => left.Length == right.Length && left.Zip(right).All(pair => AreSame(pair.First, pair.Second)),
        (IReadOnlyDictionary<string, object?> left, IReadOnlyDictionary<string, object?> right) =>
            left.Count == right.Count && left.All(field => right.TryGetValue(field.Key, out var other) && AreSame(field.Value, other)),
        _ => AreSame(a, b),
    };

    private static bool AreSame(object? a, object? b) => ReferenceEquals(a, b) || (a is string or double or bool && a.Equals(b));
}
