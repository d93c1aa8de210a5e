using Microsoft.AspNetCore.Http.Features;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Transports;

namespace RealtimeHub.Server.Hubs;

/// <summary>
/// Bounds what a client may send over a WebSocket by frames, below SignalR's transport, which counts bytes only. HTTP
/// middleware: it stands in front of what accepts WebSockets.
/// </summary>
internal sealed class WebSocketFrameLimiter(LimitOptions limits, Violations violations, ICallerTokens tokens, TimeProvider time)
{
    /// <summary>The meter of a request that has become a WebSocket; null for any other.</summary>
    public static WebSocketFrameMeter? MeterOf(HttpContext? request) =>
        request is not null && request.Items.TryGetValue(typeof(WebSocketFrameMeter), out var meter) ? (WebSocketFrameMeter?)meter : null;

    public Task InvokeAsync(HttpContext request, RequestDelegate next)
    {
        // HTTP/1.1 upgrades; HTTP/2 connects.
        if (request.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
            request.Features.Set<IHttpUpgradeFeature>(new MeteredUpgrade(upgrade, NewMeter(request)));
        if (request.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
            request.Features.Set<IHttpExtendedConnectFeature>(new MeteredConnect(connect, NewMeter(request)));
        return next(request);
    }

    private WebSocketFrameMeter NewMeter(HttpContext request)
    {
        var (userId, address) = (tokens.Of(request)?.SignedInUserId, request.Connection.RemoteIpAddress);
        var meter = new WebSocketFrameMeter(limits.FragmentsPerMessage, limits.FramesPerSecond, time) { OnViolation = () => violations.Note(userId, address) };
        request.Items[typeof(WebSocketFrameMeter)] = meter;
        return meter;
    }

    private sealed class MeteredUpgrade(IHttpUpgradeFeature inner, WebSocketFrameMeter meter) : IMeteredUpgrade
    {
        public bool IsUpgradableRequest => inner.IsUpgradableRequest;

        public IFrameMeter Meter => meter;

        public Task<Stream> UpgradeUncountedAsync() => inner.UpgradeAsync();

        public async Task<Stream> UpgradeAsync() => new MeteredStream(await inner.UpgradeAsync(), meter);
    }

    private sealed class MeteredConnect(IHttpExtendedConnectFeature inner, WebSocketFrameMeter meter) : IHttpExtendedConnectFeature
    {
        public bool IsExtendedConnect => inner.IsExtendedConnect;

        public string? Protocol => inner.Protocol;

        public async ValueTask<Stream> AcceptAsync() => new MeteredStream(await inner.AcceptAsync(), meter);
    }
}
