namespace RealtimeHub.Server.Hosting;

/// <summary>A draining node refuses new connections and continues to serve the existing ones.</summary>
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
