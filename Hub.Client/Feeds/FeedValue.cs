using System.Text.Json;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Feeds;

/// <summary>The newest value of a key. A change makes a new one, so that equal objects are equal values.</summary>
/// <param name="data">The fields, as they were encoded.</param>
/// <param name="offset">Where it stands in the feed's channel.</param>
/// <param name="time">When the server took it.</param>
/// <param name="stale">Whether it may no longer be true.</param>
public sealed class FeedValue(Payload data, long offset, DateTimeOffset time, bool stale = false)
{
    private Dictionary<string, JsonElement>? fields;

    /// <summary>The fields by name: numbers, texts, booleans and null.</summary>
    public IReadOnlyDictionary<string, JsonElement> Fields => fields ??= Data.As<Dictionary<string, JsonElement>>() ?? [];

    /// <summary>The fields, as they were encoded; read them with <see cref="PublicationData.As{T}(Payload, JsonSerializerOptions?)"/>.</summary>
    public Payload Data { get; } = data;

    /// <summary>Where it stands in the feed's channel: a later value has a greater one, until the feed is reset.</summary>
    public long Offset { get; } = offset;

    /// <summary>When the server took it.</summary>
    public DateTimeOffset Time { get; } = time;

    /// <summary>Whether it may no longer be true: its source has been silent for too long, or fails.</summary>
    public bool Stale { get; } = stale;

    /// <summary>A number among the fields; null where there is none of that name.</summary>
    public double? Number(string field) =>
        Fields.TryGetValue(field, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
