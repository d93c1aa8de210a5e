using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Options;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Backends;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Channels.Overview;
using RealtimeHub.Server.Channels.Subscribing;
using RealtimeHub.Server.Channels.Traces;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Journal;
using RealtimeHub.Server.Engines.Journal.Configuration;
using RealtimeHub.Server.Engines.Memory;
using RealtimeHub.Server.Engines.Redis;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Hosting.Configuration;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Server.Identity;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Presence;
using RealtimeHub.Shared;
using RealtimeHub.Shared.MessagePack;

namespace RealtimeHub.Server.Hosting;

/// <summary>Puts the parts together that every application with a hub has, the server's own program and others.</summary>
internal static class RealtimeHubServices
{
    private static readonly TimeSpan LongestKeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>Adds everything that the hub needs. The application around it stays as it is.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="environment">Decides the defaults.</param>
    public static void AddHubParts(this IServiceCollection services, RealtimeHubOptions options, IHostEnvironment environment)
    {
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddHubIdentity(options.Auth, options.Origins.Values, options.DataPath);
        services.AddSingleton<ICallerTokens, CallerTokens>();
        services.AddSingleton(new ApiKeys(options.ApiKeys.Values));
        services.AddApi(options.Api);
        services.AddSingleton(new Namespaces(options.Namespaces.ToDictionary(StringComparer.Ordinal)));
        services.AddSingleton(options.Presence);
        services.AddSingleton(new NodeName(options.Node));
        services.AddSingleton(options.Limits);
        services.AddSingleton<ServerCounters>();
        services.AddGauges(options.Telemetry);
        services.AddEngine(options);
        services.AddFanout(options.Limits, options.Trace);
        services.AddChannels(options.Backend, options.Trace);
        services.AddHub(options.Limits);
        services.AddTransports(options);
        services.AddChat(options.Chat);
        services.AddDocuments(options.Documents, environment.IsDevelopment());
        services.AddHosting();
        services.AddNodes(options.NodeAddress);
        services.AddChatTasks();
        services.AddFeeds(options.Feeds.ToDictionary(StringComparer.Ordinal));
        services.AddFeedTasks();
        services.AddDocumentTasks();
        services.AddWebhooks(options.Webhooks.ToDictionary(StringComparer.Ordinal));
    }

    private static void AddEngine(this IServiceCollection services, RealtimeHubOptions options)
    {
        services.AddSingleton(new EpochSource(new Random()));
        services.AddSingleton(options.Journal);
        services.AddSingleton<IEngine>(provider => Metered(provider, options.Engine switch
        {
            EngineKind.Memory => new MemoryEngine(provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<EpochSource>()),
            EngineKind.Redis => new RedisEngine(options.Redis, options.Node, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<EpochSource>(), provider.GetRequiredService<ILogger<RedisEngine>>()),
            _ => MakeJournal(provider),
        }));
    }

    private static MeteredEngine Metered(IServiceProvider provider, IEngine engine) =>
        new(engine, provider.GetRequiredService<ServerCounters>(), provider.GetRequiredService<TimeProvider>());

    private static JournalEngine MakeJournal(IServiceProvider provider)
    {
        var namespaces = provider.GetRequiredService<Namespaces>();
        var feeds = provider.GetRequiredService<FeedDeclarations>();
        return new JournalEngine(
            provider.GetRequiredService<JournalOptions>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<EpochSource>(),
            provider.GetRequiredService<ILogger<JournalEngine>>(), isStored: name => namespaces.Of(name).Durability != Durability.None && feeds.IsStored(name));
    }

    private static void AddFanout(this IServiceCollection services, LimitOptions limits, TraceOptions trace)
    {
        services.AddSingleton(new OutboxLimits(limits.OutboxPublications, limits.OutboxBytes, trace.DeliveriesPerConnection));
        services.AddSingleton<ConnectionCloser>();
        services.AddSingleton(provider => new Connections(
            provider.GetRequiredService<OutboxLimits>(), provider.GetRequiredService<ConnectionCloser>(), provider.GetRequiredService<ServerCounters>(),
            conflatesSignals: name => provider.GetRequiredService<Namespaces>().Of(name).ConflatesSignals));
        services.AddSingleton<ISignalFanout>(provider => provider.GetRequiredService<Connections>());
        services.AddSingleton(provider => new LiveChannels(
            provider.GetRequiredService<IEngine>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ISignalFanout>(),
            sendsPatches: name => provider.GetRequiredService<Namespaces>().Of(name).SendsPatches, provider.GetRequiredService<ServerCounters>()));
        services.AddSingleton(typeof(HubLifetimeManager<>), typeof(FanoutLifetimeManager<>));
        services.AddSingleton<HubLifetimeManager<ChannelHub>>(provider => ServeChannels(provider.GetRequiredService<Connections>()));
    }

    private static FanoutLifetimeManager<ChannelHub> ServeChannels(Connections connections) => new(connections, connections.Groups);

    private static void AddChannels(this IServiceCollection services, BackendOptions backend, TraceOptions trace)
    {
        services.AddSingleton(trace);
        services.AddSingleton<RecentTraces>();
        services.AddSingleton(backend);
        if (backend.Address.Length > 0)
            services.AddSingleton<IChannelBackend, HttpBackend>();
        services.AddSingleton<IChannelMembership, PersonalMembership>();
        services.AddSingleton<IChannelMembership, SystemMembership>();
        services.TryAddSingleton<IChannelAuthorizer, NamespaceAuthorizer>();
        services.AddSingleton<ChannelAccess>();
        services.AddSingleton<IPresenceAnnouncer, PresenceAnnouncer>();
        services.AddSingleton<PresenceRegistry>();
        services.AddSingleton<ChannelPresence>();
        services.AddSingleton<LogReplay>();
        services.AddSingleton<StateReplay>();
        services.AddSingleton<Subscriptions>();
        services.AddSingleton<ChannelObservers>();
        services.AddSingleton<ChannelAppender>();
        services.AddSingleton<Publishing>();
        services.AddSingleton<Reading>();
        services.AddSingleton<UserConnections>();
        services.AddSingleton<ModuleChannels>();
        services.AddSingleton<IChannels>(provider => provider.GetRequiredService<ModuleChannels>());
        services.AddSingleton<IModuleChannels>(provider => provider.GetRequiredService<ModuleChannels>());
        services.AddSingleton<IModuleSubscriptions, ModuleSubscriptions>();
        services.AddSingleton<Cursors>();
        services.AddSingleton<ConnectionCounts>();
        services.AddSingleton<NegotiationRates>();
        services.AddSingleton<PendingConnections>();
        services.AddSingleton<Violations>();
        services.AddSingleton(new RetryJitter(new Random()));
    }

    private static void AddHub(this IServiceCollection services, LimitOptions limits)
    {
        services.AddSingleton<ICallerEdges, CallerEdges>();
        services.AddSingleton<TokenExpiryMonitor>();
        services.AddSingleton<GracefulCloseDetector>();
        services.AddSingleton<WebSocketFrameLimiter>();
        services.AddSingleton<LongPolls>();
        services.AddSingleton<ConnectionRevoker>();
        services.AddSingleton<OwnHubConnections>();
        services.AddSingleton<IRevocationEffect, RevocationEffect>();
        services.AddSingleton<RevocationStore>();
        services.AddSingleton<Revocations>();
        services.AddSingleton<IRevocations>(provider => provider.GetRequiredService<Revocations>());
        services.AddSingleton<RefreshEndpoint>();
        services.AddSingleton<HandshakeGuard>();
        services.AddSingleton<DeadPeerMonitor>();
        services.AddSingleton<CallLimiter>();
        services.AddSingleton<ConnectionLifecycle>();
        services.AddSingleton<Failures>();
        services.AddSingleton<RefusalFilter>();
        services.AddSignalR()
            // Other hubs of the application keep the options that it gives them.
            .AddHubOptions<ChannelHub>(options =>
            {
                options.EnableDetailedErrors = false;
                options.MaximumReceiveMessageSize = limits.MaxTransportMessageBytes;
                options.HandshakeTimeout = limits.HandshakeTimeout;
                options.KeepAliveInterval = KeepAliveOf(limits);
                options.ClientTimeoutInterval = DeadPeerMonitor.SilenceOf(limits);
                options.MaximumParallelInvocationsPerClient = 1;
                options.DisableImplicitFromServicesParameters = true;
                options.AddFilter<RefusalFilter>();
            })
            .AddJsonProtocol(options => options.PayloadSerializerOptions = WithOwnTypes(HubJson.Default.Options));
        services.AddSingleton<IHubProtocol>(_ => CheckedMessagePackProtocol.WithOwnTypes());

        // The time of a negotiated connection until its client comes, and of one that polls until its next poll.
        services.Configure<ConnectionOptions>(options => options.DisconnectTimeout = new[] { limits.UnattachedTimeout, DeadPeerMonitor.PingOf(limits) }.Min());
        services.DecorateProtocols();
        services.Replace(ServiceDescriptor.Singleton<IHubProtocolResolver, HubProtocols>());
    }

    // Clients give a silent server up after 30 s by default, whatever its own patience.
    private static TimeSpan KeepAliveOf(LimitOptions limits) =>
        limits.DeadPeerTimeout / 2 < LongestKeepAlive ? limits.DeadPeerTimeout / 2 : LongestKeepAlive;

    // Hubs of the embedding application have types of their own.
    private static JsonSerializerOptions WithOwnTypes(JsonSerializerOptions contracts) => new(contracts)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(contracts.TypeInfoResolver, new DefaultJsonTypeInfoResolver()),
    };

    private static void DecorateProtocols(this IServiceCollection services)
    {
        foreach (var descriptor in services.Where(descriptor => descriptor.ServiceType == typeof(IHubProtocol)).ToArray())
        {
            services.Remove(descriptor);
            services.AddSingleton<IHubProtocol>(provider =>
                new LenientHubProtocol((IHubProtocol)Make(descriptor, provider), provider.GetRequiredService<LimitOptions>().MaxTransportMessageBytes));
        }
    }

    private static object Make(ServiceDescriptor descriptor, IServiceProvider provider) =>
        descriptor.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, descriptor.ImplementationType!);

    private static void AddHosting(this IServiceCollection services)
    {
        services.TryAddSingleton<ISystemdNotifier, SystemdNotifier>();
        services.AddSingleton<EngineHost>();
        services.AddHostedService(provider => provider.GetRequiredService<EngineHost>());
        services.AddHostedService(provider => provider.GetRequiredService<RevocationStore>());
        services.AddSingleton<IReadinessCheck>(provider => provider.GetRequiredService<EngineHost>());
        services.AddSingleton<MappedHub>();
        services.AddHostedService<StartReport>();
        services.AddSingleton<Drain>();
        services.AddSingleton<IReadinessCheck>(provider => provider.GetRequiredService<Drain>());
        services.AddDrainingLifetime();
        services.AddSingleton<INodeStop>(provider => provider.GetRequiredService<DrainingLifetime>());
        services.AddHostedService(provider => provider.GetRequiredService<DrainingLifetime>());
    }

    // A lifetime of the application's own choice stays, a Windows service's for example: then a stop drains what SignalR has not ended yet.
    private static void AddDrainingLifetime(this IServiceCollection services)
    {
        services.AddSingleton<DrainingLifetime>();
        var present = services.LastOrDefault(descriptor => descriptor.ServiceType == typeof(IHostLifetime))?.ImplementationType;
        if (present is null || present == typeof(ConsoleLifetime) || present == typeof(SystemdLifetime))
            services.AddSingleton<IHostLifetime>(provider => provider.GetRequiredService<DrainingLifetime>());
    }
}
