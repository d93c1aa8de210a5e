using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using RealtimeHub.Server.Identity;

namespace RealtimeHub.Server.Api.Description;

/// <summary>Says what the API is and how its callers identify themselves.</summary>
internal sealed class DocumentTransformer : IOpenApiDocumentTransformer
{
    public const string Key = "apiKey";
    public const string Token = "token";
    public const string Problem = "Problem";

    public async Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "RealtimeHub",
            Version = typeof(DocumentTransformer).Assembly.GetName().Version?.ToString(3) ?? "",
            Description = "The server API: the same objects as on the hub's wire. Refusals are problem details (RFC 9457) with the hub's codes.",
        };

        // The address is that from which the description was read.
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Key] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = ApiGate.KeyHeader, Description = "A key of Hub:ApiKeys. One that is not known is answered 401 with the reason unknown_key." },
            [Token] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = "The token of an administrator. An invalid one is answered 401 with the reason invalid_token, a valid one without the role admin 403 with not_admin." },
        };
        document.AddComponent(Problem, await context.GetOrCreateSchemaAsync(typeof(ProblemBody), cancellationToken: cancellationToken));
    }
}
