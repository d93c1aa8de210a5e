using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Sources.Values;

/// <summary>Writes the fields of an update.</summary>
internal sealed class FlatObject : IDisposable
{
    private readonly ArrayBufferWriter<byte> buffer = new(256);
    private readonly Utf8JsonWriter writer;

    public FlatObject()
    {
        writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
    }

    public void Text(string name, string value) => writer.WriteString(name, value);

    public void Number(string name, decimal value) => writer.WriteNumber(name, value);

    /// <summary>Takes a value of JSON as it is: whether it fits is the feed's rules' matter.</summary>
    public void Json(string name, JsonElement value)
    {
        // As it was written: the writer would fail on a text that the rules refuse by name.
        writer.WritePropertyName(name);
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
    }

    /// <summary>
    /// Takes a text that stands for a value: of the declared type where there is one, else a number or <c>true</c> or <c>false</c> where it
    /// looks like one. An empty text is <c>null</c>, but for a field of texts.
    /// </summary>
    public void Parsed(string name, string text, FeedFieldType? type)
    {
        if (type == FeedFieldType.String)
            writer.WriteString(name, text);
        else if (text.Length == 0)
            writer.WriteNull(name);
        else if (type != FeedFieldType.Boolean && TextNumber.Of(text) is { } number)
            writer.WriteRawProperty(name, number);
        else if (type != FeedFieldType.Number && bool.TryParse(text, out var flag))
            writer.WriteBoolean(name, flag);
        else
            writer.WriteString(name, text);
    }

    public Payload ToPayload()
    {
        writer.WriteEndObject();
        writer.Flush();
        return new Payload(PayloadEncoding.Json, buffer.WrittenMemory);
    }

    public void Dispose() => writer.Dispose();
}
