using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Webhooks;

namespace RealtimeHub.Server.Hosting;

/// <summary>Puts webhooks together. After the engine's host, which must have started before anything is read.</summary>
internal static class WebhookServices
{
    public static void AddWebhooks(this IServiceCollection services, IReadOnlyDictionary<string, WebhookOptions> options)
    {
        services.AddSingleton(provider => new WebhookHost(
            options,
            provider.GetRequiredService<IModuleChannels>(),
            provider.GetRequiredService<ChannelObservers>(),
            provider.GetRequiredService<NodeName>(),
            provider.GetRequiredService<ServerCounters>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<WebhookHost>>(),
            new Random()));
        services.AddSingleton<IHealthWarnings>(provider => provider.GetRequiredService<WebhookHost>());
        services.AddHostedService(provider => provider.GetRequiredService<WebhookHost>());
    }
}
