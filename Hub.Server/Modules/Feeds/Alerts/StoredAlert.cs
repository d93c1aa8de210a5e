using System.Text.Json;
using System.Text.Json.Serialization;
using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Alerts;

/// <summary>An alert as it is stored.</summary>
/// <param name="UserId">Whose it is.</param>
/// <param name="Alert">What its user sees.</param>
internal sealed record StoredAlert(string UserId, Alert Alert)
{
    /// <summary>The value when it was set: one that crossed the threshold just before a crash is still found.</summary>
    public double? Base { get; init; }

    /// <summary>The feed's newest offset when it was set: values behind it count. Null in those that were set before it was kept; they go by the time.</summary>
    public long? BaseOffset { get; init; }

    /// <summary>Whether the notice is in the user's channel: one that fired and was not delivered is delivered at the next start.</summary>
    public bool Delivered { get; init; }

    public bool HasFired => Alert.FiredTime is not null;
}

/// <summary>What a user who has alerts may do beyond the rights of every user, as the newest token said.</summary>
internal sealed record StoredRights(string UserId, IReadOnlyList<ChannelGrant> Grants);

/// <summary>How alerts are written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(StoredAlert))]
[JsonSerializable(typeof(StoredRights))]
internal sealed partial class AlertJson : JsonSerializerContext;
