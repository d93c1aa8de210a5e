using System.Globalization;
using System.Text.Json;

namespace RealtimeHub.Server.Modules.Feeds.Sources.Values;

/// <summary>A place in a JSON document (RFC 6901), such as <c>/current/temperature</c>; empty is the document itself.</summary>
internal sealed class JsonPointer
{
    private readonly string[] steps;

    private JsonPointer(string[] steps) => this.steps = steps;

    public bool IsRoot => steps.Length == 0;

    public static JsonPointer Parse(string text) =>
        new([.. text.Split('/').Skip(1).Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))]);

    /// <summary>What stands there; null when there is nothing.</summary>
    public JsonElement? Find(JsonElement value)
    {
        foreach (var step in steps)
        {
            if (Child(value, step) is not { } child)
                return null;
            value = child;
        }

        return value;
    }

    private static JsonElement? Child(JsonElement value, string step) => value.ValueKind switch
    {
        JsonValueKind.Object when value.TryGetProperty(step, out var member) => member,
        JsonValueKind.Array when int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < value.GetArrayLength() => value[index],
        _ => null,
    };
}
