using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace RealtimeHub.Server.Identity.Keys;

/// <summary>Reads a JSON object that can be read in one way only.</summary>
internal static class StrictJson
{
    // Names that are there twice would be read as the one or the other by different readers.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>False for anything but one object in UTF-8 without duplicate names and broken strings. The caller disposes of the document.</summary>
    public static bool TryParseObject(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out JsonDocument? document)
    {
        document = null;
        if (!Utf8.IsValid(bytes.Span))
            return false;
        try
        {
            document = JsonDocument.Parse(bytes, Strict);
            CheckStrings(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            document?.Dispose();
            document = null;
            return false;
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return true;
        document.Dispose();
        document = null;
        return false;
    }

    // A lone surrogate parses and throws only when the string is asked for: ask for all of them here.
    private static void CheckStrings(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    CheckStrings(item);
                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    CheckStrings(property.Value);
                }

                break;
        }
    }
}
