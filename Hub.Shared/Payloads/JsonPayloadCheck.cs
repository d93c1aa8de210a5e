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
        CheckText(json);
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
                CheckToken(ref reader);
        }
        catch (RefusedValueException refused)
        {
            throw refused.InMember(MemberAt(json, reader.TokenStartIndex));
        }
    }

    private static string? MemberAt(ReadOnlySpan<byte> json, long place)
    {
        string? member = null;
        var reader = new Utf8JsonReader(json);
        while (reader.Read() && reader.TokenStartIndex <= place)
        {
            if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
                member = NameOf(ref reader);
        }

        return member;
    }

    private static string? NameOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <exception cref="JsonException">It is not UTF-8; the message lacks its subject.</exception>
    public static void CheckText(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
            throw new RefusedValueException("must not contain strings that aren't UTF-8", "undeliverable");
    }

    /// <exception cref="JsonException">MessagePack can't say this token; the message lacks its subject.</exception>
    public static void CheckToken(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
            CheckNumber(ref reader);
        else if (reader.ValueIsEscaped)
            CheckEscapes(ref reader);
    }

    private static void CheckNumber(ref Utf8JsonReader reader)
    {
        var digits = reader.ValueSpan;
        if (digits.Length < AlwaysFinite && digits.IndexOfAny((byte)'e', (byte)'E') < 0)
            return;
        if (!reader.TryGetDouble(out var number) || !double.IsFinite(number))
            throw new RefusedValueException("must not contain numbers beyond the range of a float64", "not_finite");
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
            throw new RefusedValueException("must not contain half of a surrogate pair", "undeliverable");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }
}
