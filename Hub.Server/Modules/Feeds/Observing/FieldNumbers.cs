using System.Text.Json;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Observing;

/// <summary>The numbers among the fields of a value.</summary>
internal static class FieldNumbers
{
    /// <summary>Reads them in their order.</summary>
    /// <param name="fields">A flat object.</param>
    /// <param name="state">Passed to <paramref name="take"/>.</param>
    /// <param name="take">Takes a field's name in UTF-8 and its number.</param>
    public static void Each<T>(Payload fields, T state, FieldNumberTaker<T> take)
    {
        var reader = new Utf8JsonReader(fields.ToJson().Bytes.Span);
        reader.Read();
        Span<byte> name = stackalloc byte[64];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var length = reader.CopyString(name);
            reader.Read();
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number))
                take(state, name[..length], number);
        }
    }
}

internal delegate void FieldNumberTaker<in T>(T state, ReadOnlySpan<byte> name, double number);
