using System.Text.Json.Serialization;

namespace RealtimeHub.Server.Modules.Chat;

/// <summary>A user is kept out.</summary>
/// <param name="By">Who did it.</param>
/// <param name="Time">When, Unix milliseconds.</param>
/// <param name="UntilTime">Until when; null means for good.</param>
internal sealed record BanFact(string By, long Time, long? UntilTime)
{
    public bool HoldsAt(long now) => UntilTime is not { } until || until > now;
}

/// <summary>A member may not write.</summary>
internal sealed record MuteFact(string By, long Time, long UntilTime)
{
    public bool HoldsAt(long now) => UntilTime > now;
}

/// <summary>A user may join.</summary>
internal sealed record InviteFact(string By, long Time);

/// <summary>A user's membership, as the list of that user's rooms notes it.</summary>
internal sealed record MembershipFact(long JoinedTime);

/// <summary>How chat writes down what only the server may know.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BanFact))]
[JsonSerializable(typeof(MuteFact))]
[JsonSerializable(typeof(InviteFact))]
[JsonSerializable(typeof(MembershipFact))]
internal sealed partial class ChatJson : JsonSerializerContext;
