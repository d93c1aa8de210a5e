using RealtimeHub.Server.Api;
using RealtimeHub.Server.Api.Description;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Hosting.Configuration;
using RealtimeHub.Server.Identity;

namespace RealtimeHub.Server.Hosting;

/// <summary>
/// The server as a program of its own: the whole application is its, with log levels, host names, the web server's limits, telemetry, the description of the API, pages and an answer to
/// addresses that don't exist. An application that embeds the hub decides about all of these itself.
/// </summary>
internal static class StandaloneServer
{
    public static WebApplicationBuilder AddRealtimeHubServer(this WebApplicationBuilder builder)
    {
        var options = RealtimeHubOptionsReader.Read(builder.Configuration, builder.Environment);
        var services = builder.Services;

        // Gives the log the levels that journald reads; its lifetime gives way to ours, which drains.
        services.AddSystemd();
        services.AddHubParts(options, builder.Environment);
        services.AddApiDescription();
        services.AddTelemetry(options.Telemetry, options.Node);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.UseQuietLogging();
        builder.UseLocalHostNames();
        builder.UseStrictWebServer();
        return builder;
    }

    public static WebApplication UseRealtimeHubServer(this WebApplication app)
    {
        app.UseTrustedProxies([.. app.Services.GetRequiredService<RealtimeHubOptions>().TrustedProxies.Values]);
        app.UseSecurityHeaders();
        app.UseUnknownAddress();
        app.UseWebPages();
        app.UseAuthentication();
        app.UseHubGates(hasApi: true);
        app.Services.GetRequiredService<MappedHub>().TryMap();
        var group = app.MapHubGroup();
        group.MapChannelHub();
        group.MapHealth();
        group.MapApi();
        group.MapApiReference();
        app.MapMetrics();
        return app;
    }
}
