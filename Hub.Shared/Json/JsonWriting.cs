using System.Text.Encodings.Web;
using System.Text.Json;

namespace RealtimeHub.Shared;

/// <summary>A JSON writer on a pooled buffer. Each thread keeps one.</summary>
internal sealed class JsonWriting : IDisposable
{
    // What is written is sent as JSON, never set into a page, so only what JSON itself forbids is escaped.
    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static Utf8JsonWriter? spare;

    private readonly PooledBuffer buffer = PooledBuffer.Rent();

    /// <summary>Makes room for about as many bytes as are expected, instead of growing there step by step.</summary>
    public JsonWriting(int expectedBytes = 0)
    {
        buffer.GetSpan(expectedBytes);
        Writer = spare ?? new Utf8JsonWriter(buffer, Options);
        spare = null;
        Writer.Reset(buffer);
    }

    public Utf8JsonWriter Writer { get; }

    /// <summary>All that was written; valid until this is disposed.</summary>
    public ReadOnlySpan<byte> Flush()
    {
        Writer.Flush();
        return buffer.Written;
    }

    public void Dispose()
    {
        Writer.Reset();
        spare = Writer;
        buffer.Return();
    }
}
