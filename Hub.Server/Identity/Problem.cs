using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Identity;

/// <summary>A refusal over HTTP as problem details (RFC 9457) with the hub's own codes. Each is counted.</summary>
internal static class Problem
{
    /// <param name="context">The request to answer.</param>
    /// <param name="code">The hub's code.</param>
    /// <param name="detail">For people.</param>
    /// <param name="details">For programs.</param>
    /// <param name="status">Another status than the code's.</param>
    public static async Task WriteAsync(HttpContext context, ErrorCode code, string detail, RefusalDetails? details = null, int? status = null)
    {
        context.RequestServices?.GetService<ServerCounters>()?.Refused(code.ToWord());
        var sent = status ?? StatusOf(code);
        var body = new ProblemBody("about:blank", ReasonPhrases.GetReasonPhrase(sent), sent, detail, code.ToWord()) { Channel = details?.Channel }.WithData(details);
        context.Response.StatusCode = sent;
        context.Response.ContentType = "application/problem+json";
        context.Response.Headers.CacheControl = "no-store";
        if (details?.RetryAfterMs is { } retryAfter)
            context.Response.Headers.RetryAfter = Math.Max(1, (retryAfter + 999) / 1_000).ToString(CultureInfo.InvariantCulture);
        await context.Response.WriteAsync(JsonSerializer.Serialize(body, ProblemJson.Default.ProblemBody), context.RequestAborted);
    }

    public static int StatusOf(ErrorCode code) => code switch
    {
        ErrorCode.BadRequest => 400,
        ErrorCode.Unauthorized => 401,
        ErrorCode.PermissionDenied => 403,
        ErrorCode.NotFound => 404,
        ErrorCode.Conflict => 409,
        ErrorCode.PositionLost => 410,
        ErrorCode.PayloadTooLarge => 413,
        ErrorCode.LimitExceeded => 422,
        ErrorCode.RateLimited => 429,
        ErrorCode.Unavailable => 503,
        _ => 500,
    };
}

/// <summary>The fields of problem details, the code, and the members of a refusal's details.</summary>
internal sealed record ProblemBody(string Type, string Title, int Status, string Detail, string Code) : RefusalData
{
    public string? Channel { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class ProblemJson : JsonSerializerContext;
