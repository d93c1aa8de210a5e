using System.Text.Json;

namespace RealtimeHub.Client.Documents;

/// <summary>What another client of a document says of itself.</summary>
/// <param name="ClientId">Its id.</param>
/// <param name="State">Its state, as it said it: whatever JSON that is.</param>
public sealed record DocumentPeer(long ClientId, JsonElement State)
{
    /// <summary>The name in <c>user.name</c>, where editors of Yjs put it; null when there is none. It is the client's own word.</summary>
    public string? Name => State is { ValueKind: JsonValueKind.Object }
        && State.TryGetProperty("user", out var user) && user.ValueKind == JsonValueKind.Object
        && user.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
        ? name.GetString()
        : null;
}
