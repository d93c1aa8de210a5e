using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Net.Http.Headers;

namespace RealtimeHub.Server.Transports;

/// <summary>An HTTP/1.1 request that has become a WebSocket.</summary>
/// <param name="Stream">The client's bytes, and the way back.</param>
/// <param name="Direct">The connection's own socket, where it may be written to; else null.</param>
/// <param name="Meter">Counts the client's frames; null where nothing bounds them.</param>
internal sealed record Upgrade(Stream Stream, IFrameSink? Direct, IFrameMeter? Meter)
{
    /// <summary>What RFC 6455, section 1.3 adds to a client's key.</summary>
    private const string Magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>Whether the request asks for a WebSocket over HTTP/1.1, correctly.</summary>
    public static bool IsAskedFor(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        && context.WebSockets.IsWebSocketRequest;

    /// <summary>Answers 101 and takes the connection over.</summary>
    /// <param name="context">The request.</param>
    /// <param name="subProtocol">The subprotocol that was chosen; null for none.</param>
    public static async Task<Upgrade> AcceptAsync(HttpContext context, string? subProtocol)
    {
        var feature = context.Features.GetRequiredFeature<IHttpUpgradeFeature>();
        var direct = DirectSocketOf(context);
        var headers = context.Response.Headers;
        headers.Connection = HeaderNames.Upgrade;
        headers.Upgrade = "websocket";
        headers.SecWebSocketAccept = AcceptOf(context.Request.Headers.SecWebSocketKey.ToString());
        if (subProtocol is not null)
            headers.SecWebSocketProtocol = subProtocol;
        var sink = direct is null ? null : new SocketSink(direct);
        return feature is IMeteredUpgrade metered
            ? new Upgrade(await metered.UpgradeUncountedAsync(), sink, metered.Meter)
            : new Upgrade(await feature.UpgradeAsync(), sink, null);
    }

    /// <summary>The answer to a client's key.</summary>
    public static string AcceptOf(string key)
    {
#pragma warning disable CA5350 // The protocol asks for it, and nothing rests on its strength.
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Magic)));
#pragma warning restore CA5350
    }

    // Only where nothing but the web server's own pipe is between the request and the network: no TLS, no middleware of the connection. And only for a client
    // that waits for the answer to its upgrade, as it must: what it says later shows that this answer has left the pipe.
    private static Socket? DirectSocketOf(HttpContext context)
    {
        var pipe = context.Features.Get<IConnectionTransportFeature>()?.Transport;
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket
            || pipe is null
            || pipe.GetType().Assembly != typeof(SocketTransportOptions).Assembly
            || context.Features.Get<ITlsConnectionFeature>() is not null
            || socket.Available > 0)
            return null;
        try
        {
            if (!pipe.Input.TryRead(out var early))
                return socket;
            var hasSpoken = !early.Buffer.IsEmpty;
            pipe.Input.AdvanceTo(early.Buffer.Start);
            return hasSpoken ? null : socket;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
