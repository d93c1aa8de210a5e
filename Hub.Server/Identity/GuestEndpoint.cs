using System.Text.Json;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Identity;

/// <summary><c>POST /auth/guest</c>.</summary>
internal sealed class GuestEndpoint(AuthOptions options, Guests guests)
{
    /// <summary>The largest request body.</summary>
    public const int MaxBodyBytes = 4096;

    public async Task HandleAsync(HttpContext context)
    {
        if (!options.AllowGuests)
        {
            await Problem.WriteAsync(context, ErrorCode.PermissionDenied, "guests are not allowed here");
            return;
        }

        var (body, tooLarge) = await ReadBodyAsync(context.Request);
        if (tooLarge)
            await Problem.WriteAsync(context, ErrorCode.PayloadTooLarge, $"the body is larger than {MaxBodyBytes} bytes");
        else if (ReadName(body) is not { } name)
            await Problem.WriteAsync(context, ErrorCode.BadRequest, "the body must be a JSON object with a name, a string");
        else if (!UserText.IsName(name))
            await Problem.WriteAsync(context, ErrorCode.BadRequest, $"name takes 1 to {UserText.MaxNameCharacters} characters, none of them control characters");
        else
            await AnswerAsync(context, guests.Admit(name));
    }

    private static Task AnswerAsync(HttpContext context, GuestToken token)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(token, HubJson.Default.GuestToken, cancellationToken: context.RequestAborted);
    }

    private static string? ReadName(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, HubJson.Default.GuestRequest)?.Name.Trim();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<(ReadOnlyMemory<byte> Body, bool TooLarge)> ReadBodyAsync(HttpRequest request)
    {
        var buffer = new byte[MaxBodyBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
        return (buffer.AsMemory(0, Math.Min(length, MaxBodyBytes)), length > MaxBodyBytes);
    }
}
