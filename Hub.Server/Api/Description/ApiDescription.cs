using Microsoft.AspNetCore.OpenApi;
using RealtimeHub.Server.Api.Contracts;

namespace RealtimeHub.Server.Api.Description;

/// <summary>Describes the API by OpenAPI at <c>/openapi/v1.json</c>, from the same <see cref="ApiOperation"/>s that are mapped.</summary>
internal static class ApiDescription
{
    public const string Address = "/openapi/v1.json";
    private const string Name = "v1";

    public static void AddApiDescription(this IServiceCollection services)
    {
        // The shapes of the API's own JSON, not those of the framework's defaults.
        services.ConfigureHttpJsonOptions(json =>
        {
            var options = json.SerializerOptions;
            options.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            options.NumberHandling = ApiJson.Default.Options.NumberHandling;
            options.DefaultIgnoreCondition = ApiJson.Default.Options.DefaultIgnoreCondition;
            options.RespectNullableAnnotations = true;
            options.RespectRequiredConstructorParameters = true;
        });
        services.AddOpenApi(Name, options =>
        {
            options.ShouldInclude = static endpoint => endpoint.ActionDescriptor.EndpointMetadata.OfType<ApiOperation>().Any();
            options.AddDocumentTransformer<DocumentTransformer>();
            options.AddOperationTransformer<OperationTransformer>();
            options.AddSchemaTransformer<SchemaTransformer>();
        });
    }

    /// <summary>Maps the description; it needs no key.</summary>
    public static void MapApiDescription(this IEndpointRouteBuilder endpoints) => endpoints.MapOpenApi("/openapi/{documentName}.json");
}
