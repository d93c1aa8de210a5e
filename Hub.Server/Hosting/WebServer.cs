namespace RealtimeHub.Server.Hosting;

/// <summary>What the web server takes of a request before anyone else looks at it.</summary>
internal static class WebServer
{
    // Its other limits stand as they are: 8 KiB of request line, 32 KiB and 100 headers, 240 bytes a second of body after 5 s.
    private static readonly TimeSpan HeadersLimit = TimeSpan.FromSeconds(10);

    public static void UseStrictWebServer(this WebApplicationBuilder builder) => builder.WebHost.ConfigureKestrel(options =>
    {
        options.AddServerHeader = false;
        options.Limits.RequestHeadersTimeout = HeadersLimit;
    });
}
