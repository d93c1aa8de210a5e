using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>Words the refusal of a request that can't be bound: names the field, and never a type of the program.</summary>
internal static partial class ContractRefusal
{
    private const int MaxField = 64;
    private const string FeedFields = "fields";

    public static Refusal Of(JsonException error)
    {
        var (text, field, reason) = Describe(error);
        if (error is RefusedValueException refused)
        {
            reason = refused.Reason;
            if (refused.Member is { } member && HasNamedFields(field))
            {
                var named = Cut($"{field}.{member}");
                (text, field) = (named + text[field!.Length..], named);
            }
        }

        var details = new RefusalDetails { Field = field, Reason = reason };
        return new Refusal(ErrorCode.BadRequest, text, field is null ? details : InItem(details, field));
    }

    // Of a feed's update the refusal names the field itself.
    private static bool HasNamedFields(string? field) => field == FeedFields || (field?.EndsWith("." + FeedFields, StringComparison.Ordinal) ?? false);

    // What is in an entry of a list is told as its index and the field in it, as all refusals of entries are.
    private static RefusalDetails InItem(RefusalDetails details, string field) => Item().Match(field) is { Success: true } item
        ? details with { Index = int.Parse(item.Groups[1].ValueSpan, CultureInfo.InvariantCulture), Field = item.Groups[2].Value }
        : details;

    private static (string Text, string? Field, string? Reason) Describe(JsonException error)
    {
        // MessagePack's own refusals name the field already; System.Text.Json's, which bear a line, name types.
        if (error.LineNumber is null)
            return (error.Message, FieldOf(error.Path) is { Length: > 0 } named ? named : null, ReasonOf(error.Message));
        if (MissingFields().Match(error.Message) is { Success: true } missing)
        {
            var names = missing.Groups[1].Value.Replace("'", "", StringComparison.Ordinal);
            return ($"{names} {(names.Contains(',', StringComparison.Ordinal) ? "are" : "is")} missing{Within(error.Path)}", Inside(error.Path, names.Split(',')[0]), "missing");
        }

        var field = FieldOf(error.Path);
        if (IsOurs(error.Message))
            return (error.Message.StartsWith(field, StringComparison.Ordinal) ? error.Message : $"{field} {error.Message}", field.Length == 0 ? null : field, null);
        return field.Length == 0
            ? ("the request must be an object", null, "wrong_type")
            : ($"{field} has the wrong type or is out of range", field, "wrong_type");
    }

    // Our own converters say what they want in words meant for the caller, with or without naming the field; the
    // serializer's sentences begin with a capital and name types.
    private static bool IsOurs(string message) => message.Length > 0 && char.IsAsciiLetterLower(message[0]);

    private static string? ReasonOf(string message) =>
        message.EndsWith("is missing", StringComparison.Ordinal) ? "missing" : null;

    private static string Inside(string? path, string name) => FieldOf(path) is { Length: > 0 } field ? $"{field}.{name}" : name;

    private static string Within(string? path) => FieldOf(path) is { Length: > 0 } field ? $" in {field}" : "";

    // "$.since.offset" is since.offset in the request.
    private static string FieldOf(string? path) => Cut((path ?? "").TrimStart('$').TrimStart('.'));

    private static string Cut(string field) => field.Length > MaxField ? field[..MaxField] : field;

    [GeneratedRegex(@"missing required properties including: (.*?)\.?$", RegexOptions.Singleline)]
    private static partial Regex MissingFields();

    [GeneratedRegex(@"^\w+\[([0-9]{1,9})\]\.(.+)$", RegexOptions.Singleline)]
    private static partial Regex Item();
}
