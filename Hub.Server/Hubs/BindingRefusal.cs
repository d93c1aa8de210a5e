using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hubs;

/// <summary>Words the refusal of arguments that can't be bound: names the field, and never a type of the program.</summary>
internal static partial class BindingRefusal
{
    private const int MaxField = 64;

    public static HubException From(Exception error)
    {
        var text = Find<JsonException>(error) is { } json ? Describe(json) : "the method takes one argument, a request object";
        return new HubException($"{ErrorCode.BadRequest.ToWord()}: {text}");
    }

    private static string Describe(JsonException error)
    {
        // MessagePack's own refusals name the field already; System.Text.Json's, which bear a line, name types.
        if (error.LineNumber is null)
            return error.Message;
        if (MissingFields().Match(error.Message) is { Success: true } missing)
            return $"{missing.Groups[1].Value.Replace("'", "", StringComparison.Ordinal)} is missing{Within(error.Path)}";
        var field = FieldOf(error.Path);
        if (IsOurs(error.Message))
            return error.Message.StartsWith(field, StringComparison.Ordinal) ? error.Message : $"{field} {error.Message}";
        return field.Length == 0
            ? "the request must be an object"
            : $"{field} has the wrong type or is out of range";
    }

    // Our own converters say what they want in words meant for the caller, with or without naming the field; the
    // serializer's sentences begin with a capital and name types.
    private static bool IsOurs(string message) => message.Length > 0 && char.IsAsciiLetterLower(message[0]);

    private static string Within(string? path) => FieldOf(path) is { Length: > 0 } field ? $" in {field}" : "";

    // "$.since.offset" is since.offset to whoever wrote the request.
    private static string FieldOf(string? path)
    {
        var field = (path ?? "").TrimStart('$').TrimStart('.');
        return field.Length > MaxField ? field[..MaxField] : field;
    }

    private static T? Find<T>(Exception? error)
        where T : Exception
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is T found)
                return found;
        }

        return null;
    }

    [GeneratedRegex(@"missing required properties including: (.*?)\.?$", RegexOptions.Singleline)]
    private static partial Regex MissingFields();
}
