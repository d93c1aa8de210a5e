namespace RealtimeHub.Server.Diagnostics;

/// <summary>The two addresses that say how the server is; they need no key.</summary>
internal static class Health
{
    /// <summary>Maps <c>/health/live</c> (the process answers) and <c>/health/ready</c> (clients may come).</summary>
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", static (HttpContext context) => WriteAsync(context, "live", []));
        endpoints.MapGet("/health/ready", static (HttpContext context) =>
        {
            var reasons = context.RequestServices.GetServices<IReadinessCheck>().Select(check => check.Reason).OfType<string>().ToArray();
            return WriteAsync(context, reasons.Length == 0 ? "ready" : "unavailable", reasons);
        });
    }

    private static Task WriteAsync(HttpContext context, string status, string[] reasons)
    {
        context.Response.StatusCode = reasons.Length == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(new HealthReport(status, reasons));
    }

    private sealed record HealthReport(string Status, IReadOnlyList<string> Reasons);
}
