using RealtimeHub.Server.Identity;

namespace RealtimeHub.Server.Hosting;

/// <summary>What the web server accepts of a request before anything else looks at it.</summary>
internal static class WebServer
{
    // The other limits stay the framework's: 32 KiB and 100 headers, 240 bytes a second of body after 5 s.
    private static readonly TimeSpan HeadersLimit = TimeSpan.FromSeconds(10);

    // A browser's WebSocket has its token in the query: it may be as long there as in the header.
    private const int RequestLineBytes = (8 * 1024) + TokenGuard.MaxBytes;

    public static void UseStrictWebServer(this WebApplicationBuilder builder) => builder.WebHost.ConfigureKestrel(options =>
    {
        options.AddServerHeader = false;
        options.Limits.RequestHeadersTimeout = HeadersLimit;
        options.Limits.MaxRequestLineSize = RequestLineBytes;
    });
}
