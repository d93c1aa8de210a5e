using System.Security.Claims;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Identity;

/// <summary>Answers 404 to a request for another user's connection, as for one that doesn't exist.</summary>
internal sealed class OwnerGate(RequestDelegate next, ConnectionOwners owners)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HubPaths.IsHub(context) || HubPaths.IsRefresh(context) || ConnectionOwners.TokenOf(request) is not { Length: > 0 } token)
            return next(context);
        var user = context.User.FindFirstValue(ClaimTypes.NameIdentifier);
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsConnect(request.Method))
            return AttachAsync(context, token, user);

        // What is sent before the owner has connected would wait and count as the owner's.
        return owners.Has(token, user) ? next(context) : RefuseAsync(context);
    }

    private async Task AttachAsync(HttpContext context, string token, string? user)
    {
        if (!owners.TryTake(token, user, out var isFirst))
        {
            await RefuseAsync(context);
            return;
        }

        var continues = false;
        try
        {
            await next(context);
            continues = IsPoll(context);
        }
        finally
        {
            if (isFirst && !continues)
                owners.Forget(token);
        }
    }

    // The request of a WebSocket or an event stream ends with the connection; a poll is followed by another.
    private static bool IsPoll(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && context.Response is { StatusCode: StatusCodes.Status200OK, ContentType: not "text/event-stream" };

    private static Task RefuseAsync(HttpContext context) => Problem.WriteAsync(context, ErrorCode.NotFound, "there is no such connection");
}
