using System.Text.Json;
using System.Text.Json.Nodes;
using RealtimeHub.Documents;

namespace RealtimeHub.Client.Documents;

/// <summary>A selection in a text of a document; a cursor is one without length.</summary>
/// <param name="Anchor">Where it began.</param>
/// <param name="Head">Where the cursor is.</param>
public sealed record DocumentCursor(int Anchor, int Head)
{
    /// <summary>The field <c>cursor</c> as the bindings of Yjs for editors write it.</summary>
    internal static JsonElement ToJson(YText text, int anchor, int head) => JsonSerializer.SerializeToElement(
        new JsonObject { ["anchor"] = PlaceIn(text, anchor), ["head"] = PlaceIn(text, head) }, AwarenessJson.Default.JsonObject);

    /// <summary>Reads the field of a state; whatever a client says, null where it is no selection in the text.</summary>
    internal static DocumentCursor? Read(JsonElement state, YText text) =>
        state.ValueKind == JsonValueKind.Object
        && state.TryGetProperty("cursor", out var cursor) && cursor.ValueKind == JsonValueKind.Object
        && IndexOf(cursor, "anchor", text) is { } anchor
        && IndexOf(cursor, "head", text) is { } head
            ? new DocumentCursor(anchor, head)
            : null;

    private static JsonNode? PlaceIn(YText text, int index) => JsonNode.Parse(RelativePosition.Create(text, index).ToJson());

    private static int? IndexOf(JsonElement cursor, string field, YText text) =>
        cursor.TryGetProperty(field, out var place) && RelativePosition.TryParse(place, out var position) ? position.IndexIn(text) : null;
}
