using System.Text.Json;
using System.Text.Json.Serialization;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Model;

/// <summary>What a feed knows of one key.</summary>
/// <param name="Data">The present value; null when the key was removed.</param>
/// <param name="Offset">The offset of that value; 0 without one.</param>
/// <param name="Version">The latest version; null when no update had one.</param>
/// <param name="Stale">Whether the value was marked because its source is silent.</param>
internal sealed record FeedEntry(Payload? Data, long Offset, long? Version, bool Stale = false)
{
    public static FeedEntry Absent { get; } = new(null, 0, null);
}

/// <summary>That a feed exists.</summary>
/// <param name="CreatedTime">When its first update came, Unix milliseconds.</param>
internal sealed record FeedRecord(long CreatedTime);

/// <summary>The latest version of a key.</summary>
internal sealed record VersionRecord(long Version);

/// <summary>How the records are written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(FeedRecord))]
[JsonSerializable(typeof(VersionRecord))]
internal sealed partial class FeedJson : JsonSerializerContext;
