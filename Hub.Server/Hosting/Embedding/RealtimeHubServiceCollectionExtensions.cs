using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Hosting;
using RealtimeHub.Server.Hosting.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds RealtimeHub to an application of your own.</summary>
public static class RealtimeHubServiceCollectionExtensions
{
    /// <summary>
    /// Adds the hub with its channels, chat, feeds and documents. The options are read at once from the section <c>Hub</c> of the application's configuration, whose sources must be there by
    /// then. Map it with <c>app.MapRealtimeHub()</c>.
    /// </summary>
    /// <remarks>
    /// Publish from anywhere in the application through <see cref="RealtimeHub.Server.Channels.IChannels"/>. An <see cref="RealtimeHub.Server.Channels.IChannelAuthorizer"/> that is registered
    /// before replaces the rules of the namespaces, and every registered <see cref="RealtimeHub.Server.Modules.Feeds.Sources.IFeedSource"/> is published. The channels are open
    /// before any hosted service starts, and until all have stopped.
    /// </remarks>
    /// <param name="services">The services of <c>WebApplication.CreateBuilder()</c> or another host's builder.</param>
    /// <param name="configure">Changes the options; it has the last word over the configuration.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="InvalidOperationException">It was called before, or the services belong to no host.</exception>
    /// <exception cref="Exception">The configuration is wrong; the message is one line that names the key.</exception>
    public static IServiceCollection AddRealtimeHub(this IServiceCollection services, Action<RealtimeHubOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(descriptor => descriptor.ServiceType == typeof(RealtimeHubOptions)))
            throw new InvalidOperationException("AddRealtimeHub was called before; an application has one hub. Set all options in one call.");
        var host = services.LastOrDefault(descriptor => descriptor.ServiceType == typeof(HostBuilderContext))?.ImplementationInstance as HostBuilderContext
            ?? throw new InvalidOperationException("AddRealtimeHub needs the services of a host, for their configuration and environment: call it on builder.Services of WebApplication.CreateBuilder().");
        var options = RealtimeHubOptionsReader.Read(host.Configuration, host.HostingEnvironment, hasSamples: false, configure);
        if (options.Telemetry.OtlpEndpoint.Length > 0)
        {
            throw new InvalidConfigurationException(
                "Hub:Telemetry:OtlpEndpoint", $"is for the server's own program; here add the meter and the source {ServerCounters.MeterName} to the application's own OpenTelemetry");
        }

        services.AddHubParts(options, host.HostingEnvironment);
        return services;
    }
}
