using System.Text.Json;
using RealtimeHub.Server.Identity;

namespace RealtimeHub.Server.Hosting;

/// <summary>Reads the connection token out of SignalR's answer to a negotiation.</summary>
internal static class NegotiatedToken
{
    /// <summary>Lets the negotiation be answered and gives the token in its answer; null where it has none.</summary>
    public static async Task<string?> CaptureAsync(HttpContext context, RequestDelegate next)
    {
        using var answer = await CapturedAnswer.OfAsync(context, next);
        await context.Response.Body.WriteAsync(answer.GetBuffer().AsMemory(0, (int)answer.Length), context.RequestAborted);
        return context.Response.StatusCode == StatusCodes.Status200OK ? Read(answer.GetBuffer().AsSpan(0, (int)answer.Length)) : null;
    }

    // In version 0 the public id is the token, too.
    private static string? Read(ReadOnlySpan<byte> answer)
    {
        var reader = new Utf8JsonReader(answer);
        if (!JsonDocument.TryParseValue(ref reader, out var document))
            return null;
        using (document)
        {
            return document.RootElement.ValueKind != JsonValueKind.Object ? null
                : document.RootElement.TryGetProperty("connectionToken", out var token) ? token.GetString()
                : document.RootElement.TryGetProperty("connectionId", out var id) ? id.GetString()
                : null;
        }
    }
}
