using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using MessagePack;
using MessagePack.Formatters;

namespace RealtimeHub.Shared.MessagePack;

/// <summary>Gives the MessagePack package a formatter for every type, in the shape of its JSON metadata.</summary>
/// <param name="reader">Reads contracts.</param>
/// <param name="writer">Writes contracts.</param>
/// <param name="others">Has the formatters of types that are no contracts; null where contracts' ways are theirs, too.</param>
internal sealed class ContractResolver(ContractReader reader, ContractWriter writer, IFormatterResolver? others = null) : IFormatterResolver
{
    // Bounded by the number of types in the program: types are never named by what comes over the wire.
    private readonly ConcurrentDictionary<Type, object> formatters = new();

    public IMessagePackFormatter<T>? GetFormatter<T>() => others is not null && !IsContract(typeof(T)) ? others.GetFormatter<T>() : (IMessagePackFormatter<T>)formatters.GetOrAdd(
        typeof(T), static (_, contracts) => new Formatter<T>(contracts.reader, contracts.writer), (reader, writer));

    private static bool IsContract(Type type) =>
        HubJson.Default.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type) is not null
        || type == typeof(JsonElement) || type == typeof(JsonDocument) || type.IsAssignableTo(typeof(JsonNode));

    private sealed class Formatter<T>(ContractReader reader, ContractWriter writer) : IMessagePackFormatter<T>
    {
        public void Serialize(ref MessagePackWriter output, T value, MessagePackSerializerOptions options) => writer.Write(ref output, value);

        public T Deserialize(ref MessagePackReader input, MessagePackSerializerOptions options) => (T)reader.Read(ref input, typeof(T))!;
    }
}
