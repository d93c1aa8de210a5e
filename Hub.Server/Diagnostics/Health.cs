using System.Text.Json.Serialization;

namespace RealtimeHub.Server.Diagnostics;

/// <summary>The two addresses that report the server's health; they need no token.</summary>
internal static class Health
{
    // Load balancers ask with either.
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps <c>/health/live</c> (the process answers) and <c>/health/ready</c> (clients may connect).</summary>
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/health/live", Methods, static (HttpContext context) => WriteAsync(context, "live", [], []));
        endpoints.MapMethods("/health/ready", Methods, static (HttpContext context) =>
        {
            var reasons = context.RequestServices.GetServices<IReadinessCheck>().Select(check => check.Reason).OfType<string>().ToArray();
            var warnings = context.RequestServices.GetServices<IHealthWarnings>().SelectMany(one => one.Warnings).ToArray();
            return WriteAsync(context, reasons.Length == 0 ? "ready" : "unavailable", reasons, warnings);
        });
    }

    private static Task WriteAsync(HttpContext context, string status, string[] reasons, string[] warnings)
    {
        context.Response.StatusCode = reasons.Length == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(new HealthReport(status, reasons, warnings.Length > 0 ? warnings : null));
    }

    private sealed record HealthReport(
        string Status,
        IReadOnlyList<string> Reasons,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Warnings);
}
