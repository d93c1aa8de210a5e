using RealtimeHub.Server.Api;
using RealtimeHub.Server.Api.Description;
using RealtimeHub.Server.Channels.Overview;

namespace RealtimeHub.Server.Hosting;

/// <summary>Puts the HTTP API together.</summary>
internal static class ApiServices
{
    public static void AddApi(this IServiceCollection services, ApiOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<ChannelOverview>();
        services.AddSingleton<ConnectionOverview>();
        services.AddSingleton<DeliveryTrace>();
        services.AddSingleton<SeveralPublishes>();
        services.AddSingleton<ApiRates>();
        services.AddSingleton<IApiEndpoints, PublishEndpoints>();
        services.AddSingleton<IApiEndpoints, ChannelEndpoints>();
        services.AddSingleton<IApiEndpoints, FeedEndpoints>();
        services.AddSingleton<IApiEndpoints, RoomEndpoints>();
        services.AddSingleton<IApiEndpoints, DocumentEndpoints>();
        services.AddSingleton<IApiEndpoints, UserEndpoints>();
        services.AddSingleton<IApiEndpoints, RevocationEndpoints>();
        services.AddSingleton<IApiEndpoints, TraceEndpoints>();
        services.AddSingleton<IApiEndpoints, WebhookEndpoints>();
        services.AddSingleton<IApiEndpoints, NodeEndpoints>();
    }

    /// <summary>Maps the operations' description and the page that shows it.</summary>
    public static void MapApiReference(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapApiDescription();
        if (endpoints.ServiceProvider.GetRequiredService<ApiOptions>().ShowPage)
            endpoints.MapApiPage();
    }

    /// <summary>Maps every operation.</summary>
    public static void MapApi(this IEndpointRouteBuilder endpoints)
    {
        var options = endpoints.ServiceProvider.GetRequiredService<ApiOptions>();
        var map = new ApiMap(endpoints, options);
        foreach (var group in endpoints.ServiceProvider.GetServices<IApiEndpoints>())
            group.Map(map);
    }
}
