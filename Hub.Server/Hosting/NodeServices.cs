using Microsoft.AspNetCore.Hosting.Server;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Nodes;
using RealtimeHub.Server.Channels.Overview;
using RealtimeHub.Server.Channels.SharedPresence;
using RealtimeHub.Server.Channels.Subscribing;
using RealtimeHub.Server.Hubs;

namespace RealtimeHub.Server.Hosting;

/// <summary>What nodes that share an engine tell each other.</summary>
internal static class NodeServices
{
    public static void AddNodes(this IServiceCollection services, string address)
    {
        services.AddSingleton<INodeAddress>(provider => new NodeAddress(address, provider.GetRequiredService<IServer>()));
        services.AddSingleton<OwnNode>();
        services.AddSingleton<NodeDirectory>();
        services.AddHostedService(provider => provider.GetRequiredService<NodeDirectory>());
        services.AddSingleton<NodeCommands>();
        services.AddSingleton<INodeRemains, PresenceRemains>();
        services.AddSingleton<PresenceWriter>();
        services.AddSingleton<PresenceSharing>();
        services.AddSingleton<IPresenceFollowing>(provider => provider.GetRequiredService<PresenceSharing>());
        services.AddHostedService(provider => provider.GetRequiredService<PresenceSharing>());
        services.AddSingleton<NodeStops>();
        services.AddNodeCommandHandler<StopReceiver>();
        services.AddNodeCommandHandler<SubscriptionEnds>();
        services.AddNodeCommandHandler<LocalDisconnections>();
        services.AddSingleton<IDisconnections, Disconnections>();
        services.AddHostedService(provider => provider.GetRequiredService<NodeCommands>());
        services.AddHostedService<NodeCommandReceiver>();
    }

    public static void AddNodeCommandHandler<THandler>(this IServiceCollection services)
        where THandler : class, INodeCommandHandler
    {
        services.AddSingleton<THandler>();
        services.AddSingleton<INodeCommandHandler>(provider => provider.GetRequiredService<THandler>());
    }
}
