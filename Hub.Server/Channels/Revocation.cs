using System.Text.Json.Serialization;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>What was revoked: a user or a token.</summary>
/// <param name="UserId">The user; null for a token.</param>
/// <param name="TokenId">The token's <c>jti</c>; null for a user.</param>
/// <param name="Time">When, in Unix milliseconds.</param>
/// <param name="Code">What its clients receive in <c>Closing</c>; null for the default.</param>
/// <param name="Message">Why, for people; null for the default.</param>
internal sealed record Revocation(string? UserId, string? TokenId, long Time, ClosingCode? Code = null, string? Message = null)
{
    /// <summary>Its key in the state.</summary>
    [JsonIgnore]
    public string Key => UserId is null ? "token:" + TokenId : "user:" + UserId;

    /// <summary>What its clients receive.</summary>
    [JsonIgnore]
    public RevocationReason Reason => new(Code ?? RevocationReason.Default.Code, Message ?? RevocationReason.Default.Message);
}

/// <summary>Makes revocations effective on this node: the hub brings it.</summary>
internal interface IRevocationEffect
{
    /// <summary>Refuses the tokens from now on and ends the connections that use them; one that was taken before changes nothing.</summary>
    void Take(Revocation revocation);
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Revocation))]
internal sealed partial class RevocationJson : JsonSerializerContext;
