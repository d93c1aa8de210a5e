using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace RealtimeHub.Client.Documents;

/// <summary>The JSON shape of what this client says of itself.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class AwarenessJson : JsonSerializerContext;
