using System.Collections.Immutable;
using System.Text.Json;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Rules;

/// <summary>The fields of a feed: declared, and then it takes no others, or taken from its values. Never changes; adding gives another one.</summary>
internal sealed class FeedSchema
{
    public const int MaxFields = 100;
    private readonly ImmutableDictionary<string, FeedField> fields;
    private readonly ImmutableList<string> order;
    private readonly bool isStrict;

    private FeedSchema(ImmutableDictionary<string, FeedField> fields, ImmutableList<string> order, bool isStrict) =>
        (this.fields, this.order, this.isStrict) = (fields, order, isStrict);

    /// <summary>Whether the fields are declared, by the configuration or by the source.</summary>
    public bool IsDeclared => isStrict;

    public IReadOnlyList<FeedField> Fields => [.. order.Select(name => fields[name])];

    /// <summary>Checks that a field is, or may become, one of numbers.</summary>
    public Refusal? CheckNumber(string name)
    {
        if (fields.TryGetValue(name, out var field))
            return field.Type == FeedFieldType.Number ? null : FeedRefusals.NotANumber(name, field.Type);
        return isStrict ? FeedRefusals.NoSuchField() : null;
    }

    /// <summary>The schema of a feed as declared, else as its source says; without any fields it learns from the values.</summary>
    public static FeedSchema Of(FeedOptions options, IReadOnlyList<FeedField> ofSource)
    {
        var declared = options.Fields.Select(field => new FeedField(field.Key, field.Value.Type, field.Value.Unit.Length > 0 ? field.Value.Unit : null)).ToArray();
        if (declared.Length == 0)
            declared = [.. ofSource];
        return new FeedSchema(
            declared.ToImmutableDictionary(field => field.Name, StringComparer.Ordinal), [.. declared.Select(field => field.Name)], declared.Length > 0);
    }

    /// <summary>Checks an update's fields. Gives the schema with the fields that are new in it, or the first fault.</summary>
    public Outcome<FeedSchema> Check(Payload value)
    {
        try
        {
            return CheckFields(value.ToJson());
        }
        catch (JsonException unreadable)
        {
            // Of a source: what comes from clients was checked on arrival.
            return FeedRefusals.Undeliverable("fields", unreadable.LineNumber is null ? unreadable.Message : "must be one JSON value");
        }
    }

    /// <summary>The schema with the fields of a stored value; what does not fit is passed over.</summary>
    public FeedSchema Learn(Payload stored) => Check(stored).IsRefused(out _, out var schema) ? this : schema;

    private Outcome<FeedSchema> CheckFields(Payload value)
    {
        var reader = new Utf8JsonReader(value.Bytes.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return FeedRefusals.NotAnObject();
        var schema = this;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonText.Read(ref reader) is not { } name || !FieldNameRule.IsName(name))
                return FeedRefusals.FieldName(FieldNameRule.MaxBytes);
            if (!FieldNameRule.IsDeliverable(name))
                return FeedRefusals.UndeliverableName(name);
            reader.Read();
            if (!seen.Add(name))
                return FeedRefusals.FieldTwice(name);
            if (schema.CheckField(name, ref reader).IsRefused(out var refusal, out schema))
                return refusal;
        }

        return schema;
    }

    private Outcome<FeedSchema> CheckField(string name, ref Utf8JsonReader reader)
    {
        FeedFieldType? type = reader.TokenType switch
        {
            JsonTokenType.Number => FeedFieldType.Number,
            JsonTokenType.String => FeedFieldType.String,
            JsonTokenType.True or JsonTokenType.False => FeedFieldType.Boolean,
            _ => null,
        };
        if (type is null && reader.TokenType != JsonTokenType.Null)
            return FeedRefusals.Nested(name);
        if (type == FeedFieldType.Number && !(reader.TryGetDouble(out var number) && double.IsFinite(number)))
            return FeedRefusals.NotFinite(name);
        if (type == FeedFieldType.String && !JsonText.IsSound(ref reader))
            return FeedRefusals.UndeliverableText(name);
        if (fields.TryGetValue(name, out var known))
            return type is null || type == known.Type ? this : FeedRefusals.WrongType(name, known.Type);
        if (isStrict)
            return FeedRefusals.UnknownField(name);
        if (type is not { } found)
            return this;
        return order.Count >= MaxFields
            ? FeedRefusals.TooManyFields(order.Count + 1, MaxFields)
            : new FeedSchema(fields.Add(name, new FeedField(name, found)), order.Add(name), false);
    }
}
