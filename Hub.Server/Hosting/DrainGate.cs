namespace RealtimeHub.Server.Hosting;

/// <summary>A node that is going takes no new connections; those that are here are served to their end.</summary>
internal sealed class DrainGate(RequestDelegate next, Drain drain)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!drain.IsDraining || !HubRequests.BeginsConnection(context.Request))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "1";
        return Task.CompletedTask;
    }
}
