using System.Text.Json.Serialization;

namespace RealtimeHub.Server.Modules.Chat.Model;

/// <summary>A ban from a room.</summary>
/// <param name="By">The id of the moderator who set it.</param>
/// <param name="Time">When it was set, Unix milliseconds.</param>
/// <param name="UntilTime">When it ends, Unix milliseconds; null for never.</param>
internal sealed record BanRecord(string By, long Time, long? UntilTime)
{
    public bool HoldsAt(long now) => UntilTime is not { } until || until > now;
}

/// <summary>A mute: the member reads but does not write.</summary>
internal sealed record MuteRecord(string By, long Time, long UntilTime)
{
    public bool HoldsAt(long now) => UntilTime > now;
}

/// <summary>An invitation: the user may join.</summary>
internal sealed record InviteRecord(string By, long Time);

/// <summary>A user of this server.</summary>
/// <param name="TokenName">The name in the user's last token.</param>
/// <param name="ChosenName">The name set by SetName; it takes precedence.</param>
/// <param name="ChosenTime">When it was set or taken back, Unix milliseconds.</param>
internal sealed record UserRecord(string? TokenName, string? ChosenName = null, long ChosenTime = 0)
{
    /// <summary>The name that chat shows.</summary>
    [JsonIgnore]
    public string? Name => ChosenName ?? TokenName;
}

/// <summary>A name as its user writes it; the key has it folded.</summary>
internal sealed record UserNameRecord(string Name);

/// <summary>A deleted room whose content has still to be removed.</summary>
internal sealed record DeletionRecord(long Time);

/// <summary>The JSON shape of what only the server may know.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BanRecord))]
[JsonSerializable(typeof(MuteRecord))]
[JsonSerializable(typeof(InviteRecord))]
[JsonSerializable(typeof(UserRecord))]
[JsonSerializable(typeof(UserNameRecord))]
[JsonSerializable(typeof(DeletionRecord))]
internal sealed partial class ChatJson : JsonSerializerContext;
