using System.Text.Json.Serialization;

namespace RealtimeHub.Server.Identity;

/// <summary><c>GET /auth/options</c>: tells a page how its user can sign in, before it has a token.</summary>
internal sealed class SignInEndpoint(AuthOptions options, IHostEnvironment environment)
{
    private readonly SignInOptions answer = new(options.GivesGuests, options.AllowAnonymous, environment.EnvironmentName);

    public Task HandleAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(answer, SignInJson.Default.SignInOptions, cancellationToken: context.RequestAborted);
    }
}

/// <summary>How a user can sign in here; the names are on the wire.</summary>
/// <param name="Guests">Whether <c>POST /auth/guest</c> gives tokens.</param>
/// <param name="Anonymous">Whether the hub accepts connections without a token.</param>
/// <param name="Environment">The host's environment, such as <c>Development</c>.</param>
internal sealed record SignInOptions(bool Guests, bool Anonymous, string Environment);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SignInOptions))]
internal sealed partial class SignInJson : JsonSerializerContext;
