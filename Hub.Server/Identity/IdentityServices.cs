using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Diagnostics.Logging;
using RealtimeHub.Server.Identity.Keys;

namespace RealtimeHub.Server.Identity;

/// <summary>Adds identity to the host.</summary>
internal static class IdentityServices
{
    /// <summary>Adds tokens, guests and origins.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="options">Who may connect.</param>
    /// <param name="origins">Other origins whose pages may use the hub.</param>
    /// <param name="dataFolder">Where Development keeps its own key when none is configured.</param>
    /// <exception cref="InvalidConfigurationException">Development's own key can't be read or made.</exception>
    public static IServiceCollection AddHubIdentity(this IServiceCollection services, AuthOptions options, IEnumerable<string> origins, string dataFolder)
    {
        services.AddSingleton(options);
        services.AddSingleton(new AllowedOrigins(origins));
        services.AddSingleton(new TokenRules(options.Issuer, options.Audience) { RequiresIssuedAt = options.RequireIssuedAt });
        var keys = KeysOf(options, dataFolder);
        services.AddSingleton(provider => new SigningKeys(keys, provider.GetService<RemoteKeys>()));
        if (options.KeyLocation is { } location)
            AddRemoteKeys(services, location);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RevokedTokens>();
        services.AddSingleton<IRevokedTokens>(provider => provider.GetRequiredService<RevokedTokens>());
        services.AddSingleton<TokenVerifier>();
        services.AddSingleton<ITokenReader, JwtReader>();
        services.AddSingleton<JwtWriter>();
        services.AddSingleton<Guests>();
        services.AddSingleton<GuestEndpoint>();
        services.AddSingleton<SignInEndpoint>();
        services.AddSingleton<ConnectionOwners>();
        RedactingLoggerFactory.Add(services);
        if (options.Scheme is null)
            BearerTokenHandler.Use(services);
        return services;
    }

    private static void AddRemoteKeys(IServiceCollection services, KeyLocation location)
    {
        services.AddSingleton(location);
        services.AddSingleton<KeyFetcher>();
        services.AddSingleton<RemoteKeys>();
        services.AddSingleton<IHealthWarnings>(provider => provider.GetRequiredService<RemoteKeys>());
        services.AddHostedService<KeyRefresh>();
    }

    // Guests need a key with a secret; outside Development the start was refused without one.
    private static List<SigningKey> KeysOf(AuthOptions options, string dataFolder)
    {
        List<SigningKey> keys = [.. options.Keys.Values.Select(key => key.ToKey())];
        if ((keys.Count == 0 && options.KeyLocation is null && options.Scheme is null) || (options.GivesGuests && keys.TrueForAll(key => key.Credentials is null)))
            keys.Add(DevelopmentKey.Open(dataFolder));
        return keys;
    }

    /// <summary>Checks the origin, the token and the connection's owner; belongs before every endpoint.</summary>
    /// <exception cref="InvalidConfigurationException">There is no scheme of the configured name.</exception>
    public static IApplicationBuilder UseHubIdentity(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetRequiredService<AuthOptions>().Scheme is { } scheme
            && app.ApplicationServices.GetService<IOptions<AuthenticationOptions>>()?.Value.SchemeMap.ContainsKey(scheme) != true)
        {
            throw new InvalidConfigurationException("Hub:Auth:Scheme", "the application has no authentication scheme of this name; add it with AddAuthentication, or remove the option to take tokens");
        }

        // No UseAuthentication: the gates authenticate by the hub's scheme, and where an application doesn't say itself when it authenticates its users, the framework does
        // that first of all, but not where any UseAuthentication was seen.
        return app.UseMiddleware<OriginGate>().UseMiddleware<TokenGate>().UseMiddleware<OwnerGate>();
    }

    /// <summary>Maps <c>POST /auth/guest</c> and <c>GET /auth/options</c>.</summary>
    public static void MapSignIn(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(HubPaths.Guest, endpoints.ServiceProvider.GetRequiredService<GuestEndpoint>().HandleAsync);
        endpoints.MapMethods(
            HubPaths.SignIn,
            [HttpMethods.Get, HttpMethods.Head],
            endpoints.ServiceProvider.GetRequiredService<SignInEndpoint>().HandleAsync);
    }
}
