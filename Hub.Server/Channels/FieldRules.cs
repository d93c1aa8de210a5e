using System.Text;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>What the fields of requests may hold. Each gives the refusal or null, and names the field and the limit.</summary>
internal static class FieldRules
{
    private const int MaxEpochCharacters = 64;

    public static Refusal? Type(string type, int maxBytes) => Word("type", type, maxBytes);

    public static Refusal? Key(string key, int maxBytes) => Word("key", key, maxBytes);

    public static Refusal? IdempotencyKey(string key, int maxBytes) => Word("idempotencyKey", key, maxBytes);

    public static Refusal? Data(Payload data, int maxBytes, string field = "data") =>
        maxBytes > 0 && data.Length > maxBytes ? Refusal.TooLarge(field, data.Length, maxBytes) : null;

    /// <summary>Refuses a value that some client could not read, on which its connection would end again and again.</summary>
    public static Refusal? Delivery(Payload data) =>
        data.FindObstacle() is { } obstacle ? Refusal.BadRequest("data", "data " + obstacle, reason: "undeliverable") : null;

    public static Refusal? Offset(string field, long offset) => offset is < 0 or > Position.MaxOffset
        ? Refusal.BadRequest(field, $"{field} must be 0 to {Position.MaxOffset}", Position.MaxOffset, offset)
        : null;

    public static Refusal? Limit(int limit, int max) => limit < 1 || limit > max
        ? Refusal.BadRequest("limit", $"limit must be 1 to {max}", max, limit)
        : null;

    public static Refusal? Since(Position since)
    {
        if (Offset("since.offset", since.Offset) is { } refusal)
            return refusal;
        return since.Epoch is null or { Length: > MaxEpochCharacters }
            ? Refusal.BadRequest("since.epoch", $"since.epoch must be a string of at most {MaxEpochCharacters} characters", MaxEpochCharacters, since.Epoch?.Length)
            : null;
    }

    private static Refusal? Word(string field, string text, int maxBytes)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes == 0 || bytes > maxBytes)
            return Refusal.BadRequest(field, $"{field} has {bytes} bytes; it takes 1 to {maxBytes}", maxBytes, bytes);
        return text.Any(char.IsControl) ? Refusal.BadRequest(field, $"{field} must not contain control characters") : null;
    }
}
