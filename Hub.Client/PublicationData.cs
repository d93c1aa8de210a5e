using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RealtimeHub.Shared;

namespace RealtimeHub.Client;

/// <summary>Reads values out of what was published.</summary>
public static class PublicationData
{
    /// <summary>The value as <typeparamref name="T"/>, read with the given options or with web defaults (camelCase).</summary>
    /// <exception cref="JsonException">The value isn't one.</exception>
    public static T? As<T>(this Payload data, JsonSerializerOptions? options = null) =>
        JsonSerializer.Deserialize<T>(JsonOf(data), options ?? JsonSerializerOptions.Web);

    /// <summary>The value as <typeparamref name="T"/>, read by a contract's metadata.</summary>
    /// <exception cref="JsonException">The value isn't one.</exception>
    public static T? As<T>(this Payload data, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(JsonOf(data), type);

    /// <summary>The publication's value, read with the given options or with web defaults (camelCase).</summary>
    /// <exception cref="JsonException">The value isn't one.</exception>
    public static T? DataAs<T>(this Publication publication, JsonSerializerOptions? options = null) => publication.Data.As<T>(options);

    /// <summary>The publication's value, read by a contract's metadata.</summary>
    /// <exception cref="JsonException">The value isn't one.</exception>
    public static T? DataAs<T>(this Publication publication, JsonTypeInfo<T> type) => publication.Data.As(type);

    /// <summary>The signal's value, read with the given options or with web defaults (camelCase).</summary>
    /// <exception cref="JsonException">The value isn't one.</exception>
    public static T? DataAs<T>(this Signal signal, JsonSerializerOptions? options = null) => signal.Data.As<T>(options);

    private static ReadOnlySpan<byte> JsonOf(Payload data) => data.ToJson().Bytes.Span;
}
