using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Identity;

/// <summary>How the host takes identity in.</summary>
internal static class IdentityServices
{
    /// <summary>Reads the configuration and the development key at once, so that a bad one refuses the start.</summary>
    /// <exception cref="ConfigurationRefusedException">A value breaks its rule, or a key is missing outside Development.</exception>
    public static IServiceCollection AddHubIdentity(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var options = AuthOptions.Read(configuration, environment.IsDevelopment());
        services.AddSingleton(options);
        services.AddSingleton(OriginOptions.Read(configuration));
        services.AddSingleton(new TokenRules(options.Issuer, options.Audience));
        services.AddSingleton(new SigningKeys(options.Keys.Count > 0 ? options.Keys : [OpenDevelopmentKey(configuration, environment)]));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ITokenReader, JwtReader>();
        services.AddSingleton<JwtWriter>();
        services.AddSingleton<Guests>();
        services.AddSingleton<GuestEndpoint>();
        services.AddSingleton<ConnectionOwners>();
        services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>, QuietRequestLog>();
        services.AddAuthentication(BearerHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.SchemeName, configureOptions: null);
        return services;
    }

    /// <summary>Checks origins, tokens, and whose connection it is; belongs before every endpoint.</summary>
    public static IApplicationBuilder UseHubIdentity(this IApplicationBuilder app) =>
        app.UseMiddleware<OriginGate>().UseAuthentication().UseMiddleware<TokenGate>().UseMiddleware<OwnerGate>();

    /// <summary>Maps <c>POST /auth/guest</c>.</summary>
    public static void MapGuestTokens(this IEndpointRouteBuilder endpoints)
    {
        var endpoint = endpoints.ServiceProvider.GetRequiredService<GuestEndpoint>();
        endpoints.MapPost(HubPaths.Guest, endpoint.HandleAsync);
    }

    private static SigningKey OpenDevelopmentKey(IConfiguration configuration, IHostEnvironment environment)
    {
        if (!environment.IsDevelopment())
            throw new ConfigurationRefusedException(AuthOptions.KeysSection + ":0:Secret", "is missing; outside Development a key must be configured");
        return DevelopmentKey.Open(DataFolder.Of(configuration, environment));
    }
}
