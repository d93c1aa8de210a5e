using System.Security.Claims;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Identity;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hosting;

/// <summary>
/// Refuses with the reason where a connection must not begin: 429 where its user or its address has as many as its limit, opens them too fast or has
/// broken the protocol too often, 503 where this node has as many. Old clients understand a refusal only here: directly after the handshake they miss that the connection has ended.
/// </summary>
internal sealed class NegotiationGate(
    RequestDelegate next,
    Violations violations,
    ICallerTokens tokens,
    NegotiationRates rates,
    ConnectionCounts counts,
    PendingConnections pending,
    RetryJitter jitter)
{
    // When another connection ends is not known; clients that retry by themselves wait longer each time.
    private static readonly TimeSpan CountsRetry = TimeSpan.FromSeconds(5);

    public Task InvokeAsync(HttpContext context)
    {
        if (!HubRequests.BeginsConnection(context.Request))
            return next(context);
        var address = context.Connection.RemoteIpAddress;
        var userId = tokens.Of(context)?.SignedInUserId;
        if (violations.IsBarred(userId, address, out var barred))
            return BarAsync(context, userId, barred);
        if (!rates.TryTake(address, out var retryAfter))
            return RefuseAsync(context, rates.Refuse(retryAfter));
        if (!rates.TryTakeOfNode(address))
            return ShedAsync(context, "this server has too many new connections at once");
        return counts.Find(context.User.FindFirstValue(ClaimTypes.NameIdentifier), address) switch
        {
            ConnectionLimit.None => BeginAsync(context),
            ConnectionLimit.Node => ShedAsync(context, "this server has as many connections as it may", ConnectionLimit.Node),
            var limit => RefuseAsync(context, Refuse(limit)),
        };
    }

    // Connections of y-websocket shake no hands: they count as connections at once.
    private async Task BeginAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(HubPaths.Hub, StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        if (pending.TryBegin(context.Connection.RemoteIpAddress, out var begun) is var limit && limit != ConnectionLimit.None)
        {
            await ShedAsync(context, $"too many connections {(limit == ConnectionLimit.Address ? "of this address" : "of this server")} have begun and not shaken hands", limit);
            return;
        }

        context.Items[typeof(PendingConnection)] = begun;
        try
        {
            if (HttpMethods.IsPost(context.Request.Method) && await NegotiatedToken.CaptureAsync(context, next) is { } token)
                pending.Hold(begun!, token);
            else if (!HttpMethods.IsPost(context.Request.Method))
                await next(context);
        }
        finally
        {
            if (begun!.Token is null)
                pending.End(begun);
        }
    }

    // What it sends behind its request is not looked at.
    private static Task BarAsync(HttpContext context, string? userId, TimeSpan retryAfter)
    {
        if (HttpProtocol.IsHttp11(context.Request.Protocol))
            context.Response.Headers.Connection = "close";
        return RefuseAsync(context, RateRefusals.ForViolations(userId, retryAfter));
    }

    private Refusal Refuse(ConnectionLimit limit)
    {
        var details = counts.DetailsOf(limit) with { RetryAfterMs = ConnectionLimits.RetryAfterMs(CountsRetry) };
        return new Refusal(ErrorCode.RateLimited, $"{counts.Describe(limit)}; {ConnectionLimits.RetryText(CountsRetry)}", details);
    }

    // All who are refused at once must not come back at once.
    private Task ShedAsync(HttpContext context, string reason, ConnectionLimit limit = ConnectionLimit.Node)
    {
        var retryAfter = jitter.Next();
        var details = new RefusalDetails { Reason = limit.ToString().ToLowerInvariant(), RetryAfterMs = ConnectionLimits.RetryAfterMs(retryAfter) };
        return RefuseAsync(context, new Refusal(ErrorCode.Unavailable, $"{reason}; {ConnectionLimits.RetryText(retryAfter)}", details));
    }

    private static Task RefuseAsync(HttpContext context, Refusal refusal) => Problem.WriteAsync(context, refusal.Code, refusal.Text, refusal.Details);
}

/// <summary>How long clients that were refused together are asked to wait, each for another time. May be used from any thread.</summary>
internal sealed class RetryJitter(Random random)
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(9);
    private readonly Lock gate = new();

    public TimeSpan Next()
    {
        lock (gate)
            return Least + (Spread * random.NextDouble());
    }
}
