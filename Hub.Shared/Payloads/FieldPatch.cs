using System.Text.Json;

namespace RealtimeHub.Shared;

/// <summary>
/// Differences of flat objects, field by field. A patch contains fields of the newer value; it cannot remove a field.
/// Values are compared and kept as they are written: <c>1</c> and <c>1.0</c> differ.
/// </summary>
public static class FieldPatch
{
    /// <summary>The value with the fields of the patch, written without white space. A value that is not an object counts as an empty one.</summary>
    public static Payload Apply(Payload value, Payload patch)
    {
        var (from, to) = (FlatFields.Of(value), FlatFields.Of(patch));
        using var json = new JsonWriting();
        json.Writer.WriteStartObject();
        foreach (var field in from.All)
            Write(json.Writer, to.Find(field.Name) ?? field);
        foreach (var field in to.All)
        {
            if (from.Find(field.Name) is null)
                Write(json.Writer, field);
        }

        json.Writer.WriteEndObject();
        return new Payload(PayloadEncoding.Json, json.Flush().ToArray());
    }

    /// <summary>The fields of <paramref name="after"/> that differ from <paramref name="before"/>; null where no patch can make one of the other.</summary>
    public static Payload? Between(Payload before, Payload after)
    {
        var (from, to) = (FlatFields.Of(before), FlatFields.Of(after));
        if (!from.IsObject || !to.IsObject)
            return null;
        foreach (var field in from.All)
        {
            if (to.Find(field.Name) is null)
                return null;
        }

        using var json = new JsonWriting();
        json.Writer.WriteStartObject();
        foreach (var field in to.All)
        {
            if (from.Find(field.Name) is not { } old || !old.Json.Span.SequenceEqual(field.Json.Span))
                Write(json.Writer, field);
        }

        json.Writer.WriteEndObject();
        return new Payload(PayloadEncoding.Json, json.Flush().ToArray());
    }

    private static void Write(Utf8JsonWriter writer, FlatField field)
    {
        writer.WritePropertyName(field.Name);
        writer.WriteRawValue(field.Json.Span, skipInputValidation: true);
    }
}
