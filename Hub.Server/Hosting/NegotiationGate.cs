using System.Globalization;
using RealtimeHub.Server.Channels.Limits;

namespace RealtimeHub.Server.Hosting;

/// <summary>Answers 429 to an address that begins connections faster than it may.</summary>
internal sealed class NegotiationGate(RequestDelegate next, AddressRates rates)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!HubRequests.BeginsConnection(context.Request) || rates.TryTake(context.Connection.RemoteIpAddress, out var retryAfter))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    }
}
