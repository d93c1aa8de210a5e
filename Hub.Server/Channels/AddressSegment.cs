using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>
/// What ids of users, tokens, rooms, documents, feeds and nodes must not be, because each is a segment of an address of the HTTP API: <c>.</c> and <c>..</c> name
/// places in an address (RFC 3986, 5.2.4), escaped or not, and clients, proxies and the server take them out. What is named so could not be revoked, disconnected or
/// read there.
/// </summary>
internal static class AddressSegment
{
    /// <summary>What a text for people says of it, after the field's name.</summary>
    public const string Rule = "must not be . or ..: such a name has no address in the HTTP API";

    public static bool Takes(string id) => id is not ("." or "..");

    /// <summary>Refuses a new id that can't be addressed. What is stored under such an id already stays as it is.</summary>
    public static Refusal? Check(string field, string id) => Takes(id) ? null : Refusal.BadRequest(field, $"{field} {Rule}", reason: "dot_segment");
}
