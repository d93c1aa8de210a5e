using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hubs;

/// <summary>
/// Tells a peer that left from one that was lost. SignalR ends both alike, so its three ways of saying goodbye are noted
/// where they pass: SignalR's Close message, a WebSocket close frame, and the DELETE of long polling.
/// </summary>
internal sealed class OrderlyEnds
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
            && (request.Items.ContainsKey(typeof(WebSocketCloseReceived)) || (TokenOf(request) is { } token && deleted.Contains(token)));
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
        else if (request.Features.Get<IHttpWebSocketFeature>() is { IsWebSocketRequest: true } sockets)
        {
            request.Features.Set<IHttpWebSocketFeature>(new NotingWebSocketFeature(sockets, request.Items));
        }

        await next(request);
    }

    private static string? TokenOf(HttpContext request) => request.Request.Query["id"] is { Count: 1 } id ? id[0] : null;

    /// <summary>The key under which a received close frame is noted.</summary>
    private sealed class WebSocketCloseReceived;

    private sealed class NotingWebSocketFeature(IHttpWebSocketFeature inner, IDictionary<object, object?> items) : IHttpWebSocketFeature
    {
        public bool IsWebSocketRequest => inner.IsWebSocketRequest;

        public async Task<WebSocket> AcceptAsync(WebSocketAcceptContext context) =>
            new NotingWebSocket(await inner.AcceptAsync(context), items);
    }

    private sealed class NotingWebSocket(WebSocket inner, IDictionary<object, object?> items) : WebSocket
    {
        public override WebSocketCloseStatus? CloseStatus => inner.CloseStatus;

        public override string? CloseStatusDescription => inner.CloseStatusDescription;

        public override WebSocketState State => inner.State;

        public override string? SubProtocol => inner.SubProtocol;

        public override void Abort() => inner.Abort();

        public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
            inner.CloseAsync(closeStatus, statusDescription, cancellationToken);

        public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
            inner.CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

        public override void Dispose() => inner.Dispose();

        public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) =>
            inner.ReceiveAsync(buffer, cancellationToken);

        public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            var result = await inner.ReceiveAsync(buffer, cancellationToken);
            if (result.MessageType == WebSocketMessageType.Close)
                items[typeof(WebSocketCloseReceived)] = null;
            return result;
        }

        public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
            inner.SendAsync(buffer, messageType, endOfMessage, cancellationToken);

        public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
            inner.SendAsync(buffer, messageType, endOfMessage, cancellationToken);
    }
}
