using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hubs;

/// <summary>
/// Tells a peer that left from one that was lost. SignalR ends both alike, so its three ways of saying goodbye are noted
/// where they pass: SignalR's Close message, a WebSocket's close frame, and the DELETE of long polling.
/// </summary>
internal sealed class GracefulCloseDetector
{
    private const int MostDeleted = 1_000;
    private readonly ConcurrentQueue<string> deleted = new();

    public bool IsOrderly(HubCallerContext context)
    {
        // Whom the server itself sent away is expected back, or isn't.
        if (context.Features.Get<Closing>() is { } closing)
            return closing.Reconnect == ReconnectAdvice.Never;
        if (context.Features.Get<ConnectionScope>() is { SaidGoodbye: true })
            return true;
        var request = context.GetHttpContext();
        return request is not null
            && (WebSocketFrameLimiter.MeterOf(request) is { SawClose: true } || (TokenOf(request) is { } token && deleted.Contains(token)));
    }

    /// <summary>HTTP middleware in front of the hub.</summary>
    public async Task InvokeAsync(HttpContext request, RequestDelegate next)
    {
        if (HttpMethods.IsDelete(request.Request.Method) && TokenOf(request) is { } token)
        {
            deleted.Enqueue(token);
            while (deleted.Count > MostDeleted)
                deleted.TryDequeue(out _);
        }

        await next(request);
    }

    private static string? TokenOf(HttpContext request) => request.Request.Query["id"] is { Count: 1 } id ? id[0] : null;
}
