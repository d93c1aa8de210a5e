using System.Buffers.Text;
using System.Security.Cryptography;
using Scalar.AspNetCore;

namespace RealtimeHub.Server.Api.Description;

/// <summary>The page at <c>/reference</c>, on which the API can be read and tried. It loads nothing from outside.</summary>
internal static class ApiPage
{
    public const string Address = "/reference";
    private const int NonceBytes = 18;

    public static void MapApiPage(this IEndpointRouteBuilder endpoints) => endpoints.MapScalarApiReference(Address, (options, context) =>
    {
        // Its script puts its style into the page and needs more than our pages may. This policy holds for this address only, and everything still comes from here.
        var nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NonceBytes));
        context.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'nonce-{nonce}' 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; " +
            "worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        options.WithNonce(nonce).WithTitle("RealtimeHub API").DisableAgent().DisableMcp().DisableTelemetry();
        options.DefaultFonts = false;
        options.OpenApiRoutePattern = ApiDescription.Address;
        options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
    });
}
