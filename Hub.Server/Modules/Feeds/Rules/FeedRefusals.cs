using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Rules;

/// <summary>The refusals of feeds; docs/feeds.md lists the reasons.</summary>
internal static class FeedRefusals
{
    public static Refusal TooManyUpdates(int count, int limit) =>
        TooMany("too_many_updates", "updates", $"updates has {count} entries; the limit is {limit}; send them in several calls", limit, count);

    public static Refusal TooManyFeeds(int limit) =>
        TooMany("too_many_feeds", "feed", $"the server has {limit} feeds, its limit; publish to one that exists", limit, limit + 1L);

    public static Refusal HasSource(string feed, string kind) => new(
        ErrorCode.PermissionDenied,
        $"the values of {feed} come from a source of its own ({kind}); publish to another feed",
        new RefusalDetails { Reason = "has_source", Field = "feed" });

    public static Refusal TooManyKeys(int limit) =>
        TooMany("too_many_keys", "key", $"the feed would have more than {limit} keys, its limit; remove keys first", limit, limit + 1L);

    public static Refusal TooManyFields(int count, int limit) =>
        TooMany("too_many_fields", "fields", $"the feed would have {count} fields; the limit is {limit}", limit, count);

    public static Refusal MissingUpdate() => Refusal.BadRequest("updates", "updates must not contain null", reason: "missing");

    public static Refusal MissingFields() =>
        Refusal.BadRequest("fields", "fields is missing; send an object, or removed: true", reason: "missing");

    public static Refusal NotAnObject() => Refusal.BadRequest("fields", "fields must be an object", reason: "wrong_type");

    public static Refusal FieldName(int limit) =>
        Refusal.BadRequest("fields", $"fields has a name that is not 1 to {limit} bytes without control characters", limit, reason: "field_name");

    public static Refusal FieldTwice(string name) => Refusal.BadRequest(PathOf(name), $"{PathOf(name)} is there twice", reason: "duplicate");

    public static Refusal Nested(string name) =>
        Refusal.BadRequest(PathOf(name), $"{PathOf(name)} must be a number, a text, true, false or null; a feed's values are flat", reason: "wrong_type");

    public static Refusal NotFinite(string name) => Refusal.BadRequest(PathOf(name), $"{PathOf(name)} must be a finite number", reason: "not_finite");

    public static Refusal UndeliverableName(string name) => Undeliverable(PathOf(name), "must have another name: some clients can't read an object with this key");

    public static Refusal UndeliverableText(string name) => Undeliverable(PathOf(name), "must not contain half of a surrogate pair or bytes that aren't UTF-8");

    public static Refusal Undeliverable(string field, string rule) => Refusal.BadRequest(field, $"{field} {rule}", reason: "undeliverable");

    public static Refusal WrongType(string name, FeedFieldType type) =>
        Refusal.BadRequest(PathOf(name), $"{PathOf(name)} must be a {type.ToString().ToLowerInvariant()} or null, as in the feed's other values", reason: "wrong_type");

    public static Refusal UnknownField(string name) =>
        Refusal.BadRequest(PathOf(name), $"{PathOf(name)} is not a field of this feed; the list of feeds tells its fields", reason: "unknown_field");

    public static Refusal NotANumber(string name, FeedFieldType type) =>
        Refusal.BadRequest("field", $"field must name a number; {name} is a {type.ToString().ToLowerInvariant()}", reason: "wrong_type");

    public static Refusal NoSuchField() =>
        Refusal.BadRequest("field", "field is not a field of this feed; the list of feeds tells its fields", reason: "unknown_field");

    public static Refusal UnknownKey() =>
        Refusal.BadRequest("key", "key has no value in this feed; its state tells its keys", reason: "unknown_key");

    public static Refusal NoSeries(string name, IEnumerable<string> kept) =>
        new(ErrorCode.NotFound, $"no series of {name} is kept; there are series of {string.Join(", ", kept.Order(StringComparer.Ordinal))}", new RefusalDetails { Reason = "no_series", Field = "field" });

    /// <summary>The same refusal of one of the updates; its text names the index, too.</summary>
    public static Refusal AtUpdate(this Refusal refusal, int index) =>
        (refusal with { Text = $"updates[{index}]: {refusal.Text}" }).At(index);

    private static string PathOf(string name) => "fields." + (name.Length <= 64 ? name : name[..64]);

    private static Refusal TooMany(string reason, string field, string text, long limit, long actual) =>
        new(ErrorCode.LimitExceeded, text, new RefusalDetails { Reason = reason, Field = field, Limit = limit, Actual = actual });
}
