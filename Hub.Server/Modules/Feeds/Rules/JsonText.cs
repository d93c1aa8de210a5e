using System.Text.Json;
using System.Text.Unicode;

namespace RealtimeHub.Server.Modules.Feeds.Rules;

/// <summary>Texts of JSON that may hold half of a surrogate pair, or bytes that aren't UTF-8: a source's documents are not checked on arrival.</summary>
internal static class JsonText
{
    public static bool IsSound(ref Utf8JsonReader reader) => reader.ValueIsEscaped ? Read(ref reader) is not null : Utf8.IsValid(reader.ValueSpan);

    /// <summary>The text; null for what is none.</summary>
    public static string? Read(ref Utf8JsonReader reader)
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
}
