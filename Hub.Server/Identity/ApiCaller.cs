using Microsoft.AspNetCore.Http.Features;

namespace RealtimeHub.Server.Identity;

/// <summary>Who calls the HTTP API.</summary>
/// <param name="Name">The API key's name; null for an administrator.</param>
/// <param name="UserId">The administrator; null for an API key.</param>
/// <param name="Scopes">What they may do.</param>
/// <param name="UpdatesPerSecond">How many feed updates a second they may publish; 0 sets no limit.</param>
internal sealed record ApiCaller(string? Name, string? UserId, ApiScopes Scopes, int UpdatesPerSecond)
{
    /// <summary>The caller that <see cref="ApiGate"/> let in.</summary>
    public static ApiCaller Of(HttpContext context) => context.Features.GetRequiredFeature<ApiCaller>();
}
