using System.Text.Json;
using RealtimeHub.Server.Text;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Identity;

/// <summary><c>POST /auth/guest</c>.</summary>
internal sealed class GuestEndpoint(AuthOptions options, Guests guests)
{
    /// <summary>The largest request body.</summary>
    public const int MaxBodyBytes = 4096;

    public async Task HandleAsync(HttpContext context)
    {
        if (!options.GivesGuests)
        {
            await Problem.WriteAsync(context, ErrorCode.PermissionDenied, "guests are not allowed here", new RefusalDetails { Reason = "guests_off" });
            return;
        }

        var (body, tooLarge) = await ReadBodyAsync(context.Request);
        if (tooLarge)
            await Problem.WriteAsync(context, ErrorCode.PayloadTooLarge, $"the body is larger than {MaxBodyBytes} bytes", new RefusalDetails { Field = "body", Limit = MaxBodyBytes });
        else if (ReadName(body) is not { } name)
            await Problem.WriteAsync(context, ErrorCode.BadRequest, "the body must be a JSON object with a name, a string", new RefusalDetails { Field = "name" });
        else if (!UserText.IsName(name))
            await Problem.WriteAsync(context, ErrorCode.BadRequest, $"name must have 1 to {UserText.MaxNameCharacters} characters, none of them control characters", new RefusalDetails { Field = "name", Limit = UserText.MaxNameCharacters });
        else if (!VisibleText.Any(name) || VisibleText.HidesAny(name))
            await Problem.WriteAsync(context, ErrorCode.BadRequest, "name must be visible and must not contain invisible characters or those that change the direction of text", new RefusalDetails { Field = "name" });
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
