using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Identity;

/// <summary>A refusal over HTTP as problem details (RFC 9457) with the hub's own codes.</summary>
internal static class Problem
{
    public static async Task WriteAsync(HttpContext context, ErrorCode code, string detail)
    {
        var status = StatusOf(code);
        var body = new ProblemBody("about:blank", ReasonPhrases.GetReasonPhrase(status), status, detail, code.ToWord());
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        context.Response.Headers.CacheControl = "no-store";
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

/// <summary>The fields of problem details and the code.</summary>
internal sealed record ProblemBody(string Type, string Title, int Status, string Detail, string Code);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class ProblemJson : JsonSerializerContext;
