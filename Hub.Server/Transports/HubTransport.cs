using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.WebUtilities;

namespace RealtimeHub.Server.Transports;

/// <summary>
/// Stands in front of SignalR's endpoints of a hub and carries its WebSockets over HTTP/1.1. Negotiations, WebSockets over HTTP/2, event streams and long polling are
/// SignalR's, and so are connections that may continue on another WebSocket (stateful reconnects).
/// </summary>
internal sealed partial class HubTransport(Negotiations negotiations, WebSocketConnections connections, TransportPings pings, ILogger<HubTransport> logger)
{
    private const int IdBytes = 16;

    /// <summary>A negotiation, in front of SignalR's.</summary>
    public RequestDelegate Negotiate(RequestDelegate negotiate) => async context =>
    {
        if (await NegotiationAnswer.CaptureAsync(context, negotiate) is { } answer)
            negotiations.Hold(answer.Token, answer.ConnectionId);
    };

    /// <summary>Every other request of a hub, in front of SignalR's.</summary>
    /// <param name="other">SignalR's transports.</param>
    /// <param name="options">The transports' options.</param>
    /// <param name="application">The hub.</param>
    public RequestDelegate Carry(RequestDelegate other, HttpConnectionDispatcherOptions options, ConnectionDelegate application)
    {
        // What only SignalR's own transport can do.
        if ((options.Transports & HttpTransportType.WebSockets) == 0 || options.CloseOnAuthenticationExpiration)
            return other;
        var limits = new TransportLimits(
            pings.Seconds, options.TransportSendTimeout, options.WebSockets.CloseTimeout, options.ApplicationMaxBufferSize);
        return context => context.Request.Query["id"].ToString() is { Length: > 0 } token
            ? ContinueAsync(context, token, other, options, limits, application)
            : BeginAsync(context, other, options, limits, application);
    }

    private async Task ContinueAsync(HttpContext context, string token, RequestDelegate other, HttpConnectionDispatcherOptions options, TransportLimits limits, ConnectionDelegate application)
    {
        if (!Upgrade.IsAskedFor(context) || !negotiations.TryTake(token, out var connectionId))
        {
            await PassAsync(context, token, other);
            return;
        }

        try
        {
            await RunAsync(context, connectionId, options, limits, application);
        }
        finally
        {
            negotiations.End(token);
        }
    }

    // What only sends or deletes decides nothing about who has a connection.
    private Task PassAsync(HttpContext context, string token, RequestDelegate other)
    {
        var mayPass = HttpMethods.IsPost(context.Request.Method) || HttpMethods.IsDelete(context.Request.Method)
            ? negotiations.StateOf(token) is NegotiationState.Unknown or NegotiationState.SignalRs
            : negotiations.TryLeave(token);
        if (mayPass)
            return other(context);
        Refuse(context, negotiations.StateOf(token));
        return Task.CompletedTask;
    }

    private Task BeginAsync(HttpContext context, RequestDelegate other, HttpConnectionDispatcherOptions options, TransportLimits limits, ConnectionDelegate application)
    {
        var mayReconnect = options.AllowStatefulReconnects && bool.TryParse(context.Request.Query["useStatefulReconnect"], out var asked) && asked;
        return mayReconnect || !Upgrade.IsAskedFor(context)
            ? other(context)
            : RunAsync(context, WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(IdBytes)), options, limits, application);
    }

    // As SignalR answers for a connection of its own that is a WebSocket already, or was.
    private static void Refuse(HttpContext context, NegotiationState state) =>
        context.Response.StatusCode = state == NegotiationState.Over ? StatusCodes.Status404NotFound
            : HttpMethods.IsPost(context.Request.Method) ? StatusCodes.Status405MethodNotAllowed
            : HttpMethods.IsDelete(context.Request.Method) ? StatusCodes.Status400BadRequest
            : StatusCodes.Status409Conflict;

    private async Task RunAsync(HttpContext context, string connectionId, HttpConnectionDispatcherOptions options, TransportLimits limits, ConnectionDelegate application)
    {
        // Lets tools that watch requests tell those that are meant to last.
        context.Features.Get<IHttpActivityFeature>()?.Activity.AddTag("http.long_running", "true");
        context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        var subProtocol = options.WebSockets.SubProtocolSelector?.Invoke(context.WebSockets.WebSocketRequestedProtocols);
        var upgrade = await Upgrade.AcceptAsync(context, subProtocol);
        await using var stream = upgrade.Stream;
        var connection = new WebSocketConnection(connectionId, context, stream, upgrade.Direct, upgrade.Meter, limits);
        try
        {
            await connections.RunAsync(connection, one => one.RunAsync(application));
        }
        catch (Exception error)
        {
            LogFailed(connectionId, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The hub failed on connection {ConnectionId}.")]
    private partial void LogFailed(string connectionId, Exception error);
}

/// <summary>After how many silent seconds a WebSocket's client is asked whether it is there.</summary>
/// <param name="Seconds">The seconds; 0 never asks.</param>
internal sealed record TransportPings(int Seconds);
