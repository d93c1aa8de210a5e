using System.Collections.Concurrent;
using MessagePack;
using MessagePack.Formatters;

namespace RealtimeHub.Shared.MessagePack;

/// <summary>Gives the MessagePack package a formatter for every type, in the shape of its JSON metadata.</summary>
internal sealed class ContractResolver(ContractReader reader, ContractWriter writer) : IFormatterResolver
{
    // Bounded by the number of types in the program: types are never named by what comes over the wire.
    private readonly ConcurrentDictionary<Type, object> formatters = new();

    public IMessagePackFormatter<T> GetFormatter<T>() => (IMessagePackFormatter<T>)formatters.GetOrAdd(
        typeof(T), static (_, contracts) => new Formatter<T>(contracts.reader, contracts.writer), (reader, writer));

    private sealed class Formatter<T>(ContractReader reader, ContractWriter writer) : IMessagePackFormatter<T>
    {
        public void Serialize(ref MessagePackWriter output, T value, MessagePackSerializerOptions options) => writer.Write(ref output, value);

        public T Deserialize(ref MessagePackReader input, MessagePackSerializerOptions options) => (T)reader.Read(ref input, typeof(T))!;
    }
}
