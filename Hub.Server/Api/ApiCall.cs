using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Identity;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Api;

/// <summary>One call of the API: what was sent and by whom. What can't be read is a refusal that names the field.</summary>
internal sealed class ApiCall(HttpContext context, ApiOperation operation, ApiOptions options)
{
    private const int DefaultLimit = 100;
    private static readonly ChannelRights Writing = ChannelRights.Publish | ChannelRights.Signal;
    private static readonly ChannelRights Looking = ChannelRights.Subscribe | ChannelRights.Presence | ChannelRights.History;

    public HttpContext Context => context;

    public CancellationToken Ended => context.RequestAborted;

    public ApiCaller Caller => ApiCaller.Of(context);

    /// <summary>The caller as channels know one: with the rights of its scopes on every channel that isn't closed to all.</summary>
    public ChannelCaller ChannelCaller => new("", Caller.UserId, null)
    {
        Program = Caller.Name,
        Grants = [new ChannelGrant("*", RightsOf(Caller.Scopes))],
    };

    /// <summary>Refuses a caller whose key lacks the operation's scope.</summary>
    public Refusal? CheckScope()
    {
        if ((Caller.Scopes & operation.Scope) == operation.Scope)
            return null;
        var scope = operation.Scope.ToString().ToLowerInvariant();
        return new Refusal(ErrorCode.PermissionDenied, $"the API key may not do this; it needs the scope {scope}", new RefusalDetails { Reason = "scope", Right = scope });
    }

    /// <summary>A segment of the address, decoded once from what was sent: a name may have a slash.</summary>
    public Outcome<string> Segment(string name) => RawPath.Segment(context, ApiOperation.Prefix + operation.Pattern, name) is { } text
        ? text
        : Refusal.BadRequest(name, $"{name} in the address is not percent-encoded UTF-8 of one segment");

    /// <summary>A text of the query; null when it is absent.</summary>
    public Outcome<string?> Text(string name)
    {
        var values = context.Request.Query[name];
        return values.Count > 1
            ? Refusal.BadRequest(name, $"{name} stands more than once in the address")
            : Outcome<string?>.From(values.Count == 0 ? null : values[0]);
    }

    /// <summary>A whole number of the query; null when it is absent.</summary>
    public Outcome<long?> Number(string name)
    {
        if (Text(name).IsRefused(out var refusal, out var text))
            return refusal;
        if (string.IsNullOrEmpty(text))
            return Outcome<long?>.From(null);
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? Outcome<long?>.From(number)
            : Refusal.BadRequest(name, $"{name} must be a whole number", reason: "wrong_type");
    }

    /// <summary>A small whole number of the query; null when it is absent.</summary>
    public Outcome<int?> Count(string name)
    {
        if (Number(name).IsRefused(out var refusal, out var number))
            return refusal;
        return number is < int.MinValue or > int.MaxValue
            ? Refusal.BadRequest(name, $"{name} is out of range", int.MaxValue, number)
            : Outcome<int?>.From((int?)number);
    }

    /// <summary>The query's <c>limit</c>, 100 when it is absent.</summary>
    public Outcome<int> PageSize(int max)
    {
        if (Count("limit").IsRefused(out var refusal, out var asked))
            return refusal;
        var limit = asked ?? Math.Min(DefaultLimit, max);
        return FieldRules.Limit(limit, max) is { } invalid ? invalid : limit;
    }

    /// <summary>The body; refused when it is not there, too large or not what the operation takes.</summary>
    public async ValueTask<Outcome<T>> BodyAsync<T>(JsonTypeInfo<T> type)
        where T : class
    {
        if ((await OptionalBodyAsync(type)).IsRefused(out var refusal, out var body))
            return refusal;
        return body is null ? Refusal.BadRequest("body", "the body must be a JSON object") : body;
    }

    /// <summary>The body; null when there is none.</summary>
    public async ValueTask<Outcome<T?>> OptionalBodyAsync<T>(JsonTypeInfo<T> type)
        where T : class
    {
        if ((await ApiBody.ReadAsync(context.Request, options.MaxBodyBytes)).IsRefused(out var refusal, out var bytes))
            return refusal;
        if (bytes.IsEmpty)
            return Outcome<T?>.From(null);
        if (!IsJson(context.Request.ContentType))
            return Refusal.BadRequest("contentType", $"Content-Type must be {string.Join(" or ", operation.BodyTypes)}");
        try
        {
            return Outcome<T?>.From(JsonSerializer.Deserialize(bytes.Span, type));
        }
        catch (JsonException malformed)
        {
            return ApiBody.Explain(malformed, bytes);
        }
    }

    public static bool IsJson(string? contentType) => TypeOf(contentType).Equals(ApiOperation.Json, StringComparison.OrdinalIgnoreCase);

    public static bool IsLines(string? contentType) => TypeOf(contentType).Equals(ApiOperation.Lines, StringComparison.OrdinalIgnoreCase);

    private static string TypeOf(string? contentType) => contentType?.Split(';')[0].Trim() ?? "";

    private static ChannelRights RightsOf(ApiScopes scopes) =>
        (scopes.HasFlag(ApiScopes.Publish) ? Writing : ChannelRights.None) | (scopes.HasFlag(ApiScopes.Read) ? Looking : ChannelRights.None);
}
