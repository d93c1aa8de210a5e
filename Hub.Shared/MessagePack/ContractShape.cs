using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace RealtimeHub.Shared.MessagePack;

/// <summary>How a contract is laid out, as its JSON metadata tells it.</summary>
internal enum ContractKind
{
    /// <summary>A map with known fields.</summary>
    Object,

    /// <summary>An array of one type.</summary>
    List,

    /// <summary>A map with any keys and values of one type.</summary>
    Map,

    /// <summary>A <see cref="RealtimeHub.Shared.Payload"/>.</summary>
    Payload,

    /// <summary>Bytes: <c>bin</c> here, base64 in JSON.</summary>
    Bytes,

    /// <summary>Whatever its JSON converter makes of it.</summary>
    Value,
}

/// <summary>One field of an object.</summary>
internal sealed record ContractField(string Name, byte[] Utf8Name, Type Type, bool Required, Func<object, object?> Get)
{
    /// <summary>Whether it is a time, by its name: only those may come as MessagePack's timestamp.</summary>
    public bool IsTime { get; } = Name == "time" || Name.EndsWith("Time", StringComparison.Ordinal);
}

/// <summary>The layout of one type.</summary>
internal sealed class ContractShape
{
    private ContractShape(Type type, JsonTypeInfo metadata)
    {
        Type = type;
        Metadata = metadata;
        (Kind, ItemType) = Classify(type, metadata);
        if (Kind == ContractKind.Object)
            Fields = [.. metadata.Properties.Where(property => property.Get is not null || property.Set is not null).Select(ToField)];
    }

    public Type Type { get; }

    public JsonTypeInfo Metadata { get; }

    public ContractKind Kind { get; }

    /// <summary>The type of the items of a list or the values of a map.</summary>
    public Type? ItemType { get; }

    public ContractField[] Fields { get; } = [];

    /// <summary>Whether <c>bin</c> can be meant: types that take any JSON take it as base64.</summary>
    public bool TakesAnything => Type == typeof(object) || Type == typeof(JsonElement) || Type == typeof(JsonDocument)
        || Type.IsAssignableTo(typeof(System.Text.Json.Nodes.JsonNode));

    public static ContractShape Of(Type type, JsonSerializerOptions options)
    {
        var value = Nullable.GetUnderlyingType(type) ?? type;
        return new ContractShape(value, options.GetTypeInfo(value));
    }

    private static (ContractKind, Type?) Classify(Type type, JsonTypeInfo metadata)
    {
        if (type == typeof(Payload))
            return (ContractKind.Payload, null);
        if (type == typeof(byte[]) || type == typeof(ReadOnlyMemory<byte>) || type == typeof(Memory<byte>))
            return (ContractKind.Bytes, null);
        if (ListJsonConverter.ItemOf(metadata.Converter) is { } item)
            return (ContractKind.List, item);
        return metadata.Kind switch
        {
            // What isn't told by its properties alone is left to the JSON converter.
            JsonTypeInfoKind.Object when metadata.PolymorphismOptions is null
                && !metadata.Properties.Any(property => property.IsExtensionData) => (ContractKind.Object, null),
            JsonTypeInfoKind.Enumerable => (ContractKind.List, metadata.ElementType),
            JsonTypeInfoKind.Dictionary when metadata.KeyType == typeof(string) => (ContractKind.Map, metadata.ElementType),
            _ => (ContractKind.Value, null),
        };
    }

    private static ContractField ToField(JsonPropertyInfo property) => new(
        property.Name,
        Encoding.UTF8.GetBytes(property.Name),
        property.PropertyType,
        property.IsRequired,
        property.Get ?? (_ => null));
}

/// <summary>The shapes of all types met so far.</summary>
internal sealed class ContractShapes(JsonSerializerOptions options)
{
    private readonly ConcurrentDictionary<Type, ContractShape> shapes = new();

    public JsonSerializerOptions Options { get; } = options;

    // Bounded by the number of types in the program: types are never named by what comes over the wire.
    public ContractShape this[Type type] => shapes.GetOrAdd(type, ContractShape.Of, Options);
}
