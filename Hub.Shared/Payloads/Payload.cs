using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace RealtimeHub.Shared;

/// <summary>How the bytes of a <see cref="Payload"/> are written.</summary>
public enum PayloadEncoding
{
    /// <summary>One JSON value in UTF-8.</summary>
    Json,

    /// <summary>One MessagePack value.</summary>
    MessagePack,
}

/// <summary>
/// A published value, kept as its publisher encoded it, and converted at most once for each hub protocol of its
/// receivers. The default value is JSON's <c>null</c>.
/// </summary>
/// <remarks>Immutable: the bytes that it is made of must not be written to afterwards.</remarks>
[JsonConverter(typeof(PayloadJsonConverter))]
public readonly struct Payload : IEquatable<Payload>
{
    private static readonly byte[] JsonNull = "null"u8.ToArray();
    private readonly ReadOnlyMemory<byte> bytes;

    /// <summary>Wraps one encoded value, without checking it.</summary>
    public Payload(PayloadEncoding encoding, ReadOnlyMemory<byte> bytes)
    {
        Encoding = encoding;
        this.bytes = bytes;
    }

    /// <summary>How <see cref="Bytes"/> is written.</summary>
    public PayloadEncoding Encoding { get; }

    /// <summary>The encoded value, never empty.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes.IsEmpty ? JsonNull : bytes;

    /// <summary>Whether the value is <c>null</c>.</summary>
    public bool IsNull => Encoding == PayloadEncoding.Json
        ? Bytes.Span.SequenceEqual(JsonNull)
        : Bytes.Span is [0xC0];

    /// <summary>The size of the encoded value in bytes.</summary>
    public int Length => Bytes.Length;

    /// <summary>A value from JSON text that is known to be one valid value.</summary>
    public static Payload FromJson(string json) => new(PayloadEncoding.Json, System.Text.Encoding.UTF8.GetBytes(json));

    /// <summary>A value written by a contract's metadata. Characters beyond ASCII are not escaped.</summary>
    public static Payload From<T>(T value, JsonTypeInfo<T> type)
    {
        using var json = new JsonWriting();
        JsonSerializer.Serialize(json.Writer, value, type);
        return new(PayloadEncoding.Json, json.Flush().ToArray());
    }

    /// <summary>
    /// A value written with the given options, or with web defaults (camelCase). Characters beyond ASCII are not escaped
    /// unless the options have an encoder of their own.
    /// </summary>
    public static Payload From<T>(T value, JsonSerializerOptions? options = null)
    {
        options ??= JsonSerializerOptions.Web;
        if (options.Encoder is not null)
            return new(PayloadEncoding.Json, JsonSerializer.SerializeToUtf8Bytes(value, options));
        using var json = new JsonWriting();
        JsonSerializer.Serialize(json.Writer, value, options);
        return new(PayloadEncoding.Json, json.Flush().ToArray());
    }

    /// <summary>Equal when encoding and bytes are.</summary>
    public bool Equals(Payload other) => Encoding == other.Encoding && Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Payload other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes.Span);
        return hash.ToHashCode();
    }

    /// <summary>The encoding and the size; never the value, which may be private.</summary>
    public override string ToString() => $"{Encoding} payload of {Length} bytes";

    /// <summary>Equal when encoding and bytes are.</summary>
    public static bool operator ==(Payload left, Payload right) => left.Equals(right);

    /// <summary>Different when encoding or bytes are.</summary>
    public static bool operator !=(Payload left, Payload right) => !left.Equals(right);
}
