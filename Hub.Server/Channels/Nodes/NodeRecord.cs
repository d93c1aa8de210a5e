using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeHub.Server.Channels.Nodes;

/// <summary>What a node says of itself with each beat.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Address">Where the other nodes reach it; null as long as it does not listen.</param>
/// <param name="Version">The version of its program.</param>
/// <param name="StartedTime">When it started, Unix milliseconds.</param>
/// <param name="Reasons">Why clients must not connect to it now; none when they may.</param>
/// <param name="Draining">Whether it stops in order.</param>
/// <param name="Connections">Its connections.</param>
internal sealed record NodeRecord(string Node, string? Address, string Version, long StartedTime, IReadOnlyList<string> Reasons, bool Draining, long Connections)
{
    /// <summary>True in the last beat of a node that has stopped in order.</summary>
    public bool Stopped { get; init; }
}

/// <summary>Where the other nodes reach this one.</summary>
internal interface INodeAddress
{
    /// <summary>Null before it listens.</summary>
    string? Value { get; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NodeRecord))]
internal sealed partial class NodesJson : JsonSerializerContext;
