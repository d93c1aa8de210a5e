using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Identity;
using RealtimeHub.Server.Modules.Documents.Yjs;
using RealtimeHub.Shared;
using Microsoft.AspNetCore.Http.Features;

namespace RealtimeHub.Server.Hosting;

/// <summary>Maps <c>/yjs/{documentId}</c>, where npm's y-websocket connects.</summary>
internal static class YjsEndpoint
{
    public static void MapYjs(this IEndpointRouteBuilder endpoints) => endpoints.Map(HubPaths.Yjs + "/{**documentId}", HandleAsync);

    private static async Task HandleAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await Problem.WriteAsync(context, ErrorCode.BadRequest, "this address takes WebSockets: give it to y-websocket's WebsocketProvider");
            return;
        }

        var services = context.RequestServices;
        var token = services.GetRequiredService<ICallerTokens>().Of(context);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await services.GetRequiredService<YjsSockets>().RunAsync(socket, token, context.Connection.RemoteIpAddress, DocumentIdIn(context), context.RequestAborted);
    }

    // Decoded once, from what was sent: a path that the server has decoded doesn't tell an escaped slash.
    private static string DocumentIdIn(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var path = target.Split('?')[0];
        var start = path.IndexOf(HubPaths.Yjs + "/", StringComparison.OrdinalIgnoreCase);
        return start < 0 ? "" : Uri.UnescapeDataString(path[(start + HubPaths.Yjs.Length + 1)..]);
    }
}
