using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace RealtimeHub.Shared;

/// <summary>
/// Whether a JSON value can be said in MessagePack. It is asked when a value arrives, because a value that fails while
/// it is delivered would fail for everyone who listens.
/// </summary>
internal static class JsonPayloadCheck
{
    // The reader takes any text shorter than this without an exponent for a number that a float64 holds.
    private const int AlwaysFinite = 300;

    /// <exception cref="JsonException">It can't; the message says why and lacks its subject.</exception>
    public static void Check(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
            throw new JsonException("must not contain strings that aren't UTF-8");
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Number)
                CheckNumber(ref reader);
            else if (reader.ValueIsEscaped)
                CheckEscapes(ref reader);
        }
    }

    private static void CheckNumber(ref Utf8JsonReader reader)
    {
        var digits = reader.ValueSpan;
        if (digits.Length < AlwaysFinite && digits.IndexOfAny((byte)'e', (byte)'E') < 0)
            return;
        if (!reader.TryGetDouble(out var number) || !double.IsFinite(number))
            throw new JsonException("must not contain numbers beyond the range of a float64");
    }

    private static void CheckEscapes(ref Utf8JsonReader reader)
    {
        var text = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            reader.CopyString(text);
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("must not contain half of a surrogate pair");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }
}
