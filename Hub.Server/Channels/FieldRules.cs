using System.Text;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>What the fields of requests may hold. Each gives the refusal or null, and names the field and the limit.</summary>
internal static class FieldRules
{
    public static Refusal? Type(string type, int maxBytes) => Word("type", type, maxBytes);

    public static Refusal? Key(string key, int maxBytes) => Word("key", key, maxBytes);

    public static Refusal? IdempotencyKey(string key, int maxBytes) => Word("idempotencyKey", key, maxBytes);

    public static Refusal? Data(Payload data, int maxBytes, string field = "data") =>
        maxBytes > 0 && data.Length > maxBytes ? Refusal.TooLarge(field, data.Length, maxBytes) : null;

    public static Refusal? Offset(string field, long offset) => offset is < 0 or > Position.MaxOffset
        ? Refusal.BadRequest($"{field} must be 0 to {Position.MaxOffset}")
        : null;

    public static Refusal? Limit(int limit, int max) => limit < 1 || limit > max
        ? Refusal.BadRequest($"limit must be 1 to {max}")
        : null;

    public static Refusal? Since(Position since)
    {
        if (Offset("since.offset", since.Offset) is { } refusal)
            return refusal;
        return since.Epoch is null or { Length: > 64 } ? Refusal.BadRequest("since.epoch must be a string of at most 64 characters") : null;
    }

    private static Refusal? Word(string field, string text, int maxBytes)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes == 0 || bytes > maxBytes)
            return Refusal.BadRequest($"{field} has {bytes} bytes; it takes 1 to {maxBytes}");
        return text.Any(char.IsControl) ? Refusal.BadRequest($"{field} must not contain control characters") : null;
    }
}
