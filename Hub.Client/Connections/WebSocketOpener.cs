using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Connections.Client;

namespace RealtimeHub.Client.Connections;

/// <summary>Opens the WebSockets of one connection, through the handler of its other requests: they share cookies and HTTP/2 connections.</summary>
internal sealed class WebSocketOpener(HubClientOptions options, HubRequestHandler requests, HttpMessageInvoker invoker)
{
    public async ValueTask<WebSocket> OpenAsync(WebSocketConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = Create(context.Uri);
        try
        {
            using var limit = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
            await socket.ConnectAsync(context.Uri, invoker, either.Token).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        requests.Transport = HubTransports.WebSockets;
        return socket;
    }

    private ClientWebSocket Create(Uri address)
    {
        var socket = new ClientWebSocket();
        // The hub protocol pings by itself.
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        // Over TLS the server says whether it has HTTP/2 and takes WebSockets there; without TLS there is no way to ask.
        socket.Options.HttpVersion = address.Scheme == "wss" ? HttpVersion.Version20 : HttpVersion.Version11;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        if (requests.Authorization is { } authorization)
            socket.Options.SetRequestHeader("Authorization", authorization.ToString());
        socket.Options.SetRequestHeader("X-Requested-With", "XMLHttpRequest");
        foreach (var (name, value) in options.Headers)
            socket.Options.SetRequestHeader(name, value);
        return socket;
    }
}
