using System.Security.Claims;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Identity;

/// <summary>Answers 404 to whoever asks for a connection that is another user's, as for one that isn't there.</summary>
internal sealed class OwnerGate(RequestDelegate next, ConnectionOwners owners)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HubPaths.IsHub(request.Path) || ConnectionOwners.TokenOf(request) is not { Length: > 0 } token)
            return next(context);
        var user = context.User.FindFirstValue(ClaimTypes.NameIdentifier);
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsConnect(request.Method))
            return AttachAsync(context, token, user);

        // What is sent before anyone has come would wait for the owner and count as his.
        return owners.Has(token, user) ? next(context) : RefuseAsync(context);
    }

    private async Task AttachAsync(HttpContext context, string token, string? user)
    {
        if (!owners.TryTake(token, user, out var isFirst))
        {
            await RefuseAsync(context);
            return;
        }

        var goesOn = false;
        try
        {
            await next(context);
            goesOn = IsPoll(context);
        }
        finally
        {
            if (isFirst && !goesOn)
                owners.Forget(token);
        }
    }

    // A WebSocket or an event stream ends with its request, and with it the connection; after a poll comes another.
    private static bool IsPoll(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && context.Response is { StatusCode: StatusCodes.Status200OK, ContentType: not "text/event-stream" };

    private static Task RefuseAsync(HttpContext context) => Problem.WriteAsync(context, ErrorCode.NotFound, "there is no such connection");
}
