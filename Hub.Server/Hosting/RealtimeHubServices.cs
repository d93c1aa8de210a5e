using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Channels.Subscribing;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Journal;
using RealtimeHub.Server.Engines.Memory;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Server.Identity;
using RealtimeHub.Server.Modules.Feeds;
using RealtimeHub.Server.Modules.Feeds.Host;
using RealtimeHub.Server.Presence;
using RealtimeHub.Shared;
using RealtimeHub.Shared.MessagePack;

namespace RealtimeHub.Server.Hosting;

/// <summary>Puts the rooms of the house together.</summary>
public static class RealtimeHubServices
{
    /// <summary>Adds everything that the hub needs, configured by the keys below <c>Hub</c>.</summary>
    /// <param name="builder">The application that is being built.</param>
    public static WebApplicationBuilder AddRealtimeHub(this WebApplicationBuilder builder)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        var development = builder.Environment.IsDevelopment();
        HubOptionsReader.RefuseUnknown(configuration);
        services.AddSingleton(TimeProvider.System);
        services.AddHubIdentity(configuration, builder.Environment);
        services.AddSingleton<ICallerTokens, CallerTokens>();
        services.AddSingleton(HubOptionsReader.ReadNamespaces(configuration, development));
        services.AddSingleton(HubOptionsReader.ReadPresence(configuration));
        services.AddSingleton(HubOptionsReader.ReadNode(configuration));
        var limits = HubOptionsReader.ReadLimits(configuration);
        services.AddSingleton(limits);
        services.AddSingleton<ServerCounters>();
        services.AddEngine(configuration, builder.Environment);
        services.AddFanout(limits);
        services.AddChannels();
        services.AddHub(limits);
        services.AddChat(configuration);
        services.AddHosting();
        services.AddFeeds();
        builder.UseQuietLogging();
        builder.UseStrictWebServer();
        return builder;
    }

    private static void AddEngine(this IServiceCollection services, ConfigurationManager configuration, IHostEnvironment environment)
    {
        services.AddSingleton(new EpochSource(new Random()));
        switch (configuration["Hub:Engine"])
        {
            case null or "" or "journal":
                services.AddSingleton(new JournalOptions { Folder = Path.Combine(DataFolder.Of(configuration, environment), "journal") });
                services.AddSingleton<IEngine>(provider => ActivatorUtilities.CreateInstance<JournalEngine>(provider));
                break;
            case "memory":
                services.AddSingleton<IEngine, MemoryEngine>();
                break;
            default:
                throw new ConfigurationRefusedException("Hub:Engine", "must be journal or memory");
        }
    }

    private static void AddFanout(this IServiceCollection services, LimitOptions limits)
    {
        services.AddSingleton(new OutboxLimits(limits.OutboxPublications, limits.OutboxBytes));
        services.AddSingleton<ConnectionCloser>();
        services.AddSingleton<Connections>();
        services.AddSingleton<ISignalFanout>(provider => provider.GetRequiredService<Connections>());
        services.AddSingleton<LiveChannels>();
        services.AddSingleton(typeof(HubLifetimeManager<>), typeof(FanoutLifetimeManager<>));
    }

    private static void AddChannels(this IServiceCollection services)
    {
        services.AddSingleton<IChannelMembership, PersonalMembership>();
        services.AddSingleton<IChannelMembership, SystemMembership>();
        services.AddSingleton<IChannelAuthorizer, NamespaceAuthorizer>();
        services.AddSingleton<ChannelAccess>();
        services.AddSingleton<IPresenceAnnouncer, PresenceAnnouncer>();
        services.AddSingleton<PresenceRegistry>();
        services.AddSingleton<ChannelPresence>();
        services.AddSingleton<LogReplay>();
        services.AddSingleton<StateReplay>();
        services.AddSingleton<Subscriptions>();
        services.AddSingleton<Intake>();
        services.AddSingleton<Publishing>();
        services.AddSingleton<Reading>();
        services.AddSingleton<IChannels, ServerChannels>();
        services.AddSingleton<UserConnections>();
        services.AddSingleton<UserSubscriptions>();
        services.AddSingleton<IModuleChannels, ModuleChannels>();
        services.AddSingleton<Cursors>();
        services.AddSingleton<ConnectionCounts>();
        services.AddSingleton<AddressRates>();
    }

    private static void AddHub(this IServiceCollection services, LimitOptions limits)
    {
        services.AddSingleton<ICallerEdges, CallerEdges>();
        services.AddSingleton<TokenWatch>();
        services.AddSingleton<OrderlyEnds>();
        services.AddSingleton<ConnectionLifecycle>();
        services.AddSingleton<Failures>();
        services.AddSingleton<RefusalFilter>();
        services.AddSignalR(options =>
            {
                options.EnableDetailedErrors = false;
                options.MaximumReceiveMessageSize = limits.MaxTransportMessageBytes;
                options.KeepAliveInterval = TimeSpan.FromSeconds(15);
                options.ClientTimeoutInterval = TimeSpan.FromSeconds(30);
                options.MaximumParallelInvocationsPerClient = 1;
                options.DisableImplicitFromServicesParameters = true;
                options.AddFilter<RefusalFilter>();
            })
            .AddJsonProtocol(options => options.PayloadSerializerOptions = HubJson.Default.Options);
        services.AddSingleton<IHubProtocol, MessagePackHubProtocol>();
        services.DecorateProtocols();
    }

    private static void DecorateProtocols(this IServiceCollection services)
    {
        foreach (var descriptor in services.Where(descriptor => descriptor.ServiceType == typeof(IHubProtocol)).ToArray())
        {
            services.Remove(descriptor);
            services.AddSingleton<IHubProtocol>(provider =>
                new ForgivingHubProtocol((IHubProtocol)ActivatorUtilities.CreateInstance(provider, descriptor.ImplementationType!)));
        }
    }

    // Behind the engine's host, which must have started before anything is published.
    private static void AddFeeds(this IServiceCollection services)
    {
        services.AddSingleton<IFeedChannels, FeedChannels>();
        services.AddSingleton<IFeedSource>(provider => HostMetrics.Create(
            provider.GetRequiredService<ServerCounters>(),
            provider.GetRequiredService<IHostEnvironment>().ContentRootPath,
            provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<FeedPumps>();
    }

    private static void AddHosting(this IServiceCollection services)
    {
        services.AddSingleton<EngineHost>();
        services.AddHostedService(provider => provider.GetRequiredService<EngineHost>());
        services.AddSingleton<IReadinessCheck>(provider => provider.GetRequiredService<EngineHost>());
        services.AddSingleton<Drain>();
        services.AddSingleton<IReadinessCheck>(provider => provider.GetRequiredService<Drain>());
        services.AddSingleton<DrainingLifetime>();
        services.AddSingleton<IHostLifetime>(provider => provider.GetRequiredService<DrainingLifetime>());
        services.AddHostedService(provider => provider.GetRequiredService<DrainingLifetime>());
        services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(5));
    }
}
