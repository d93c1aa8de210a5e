using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace RealtimeHub.Server.Api.Description;

/// <summary>Adds what an <see cref="ApiOperation"/> says beyond the types of its body and its answer.</summary>
internal sealed class OperationTransformer : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var described = context.Description.ActionDescriptor.EndpointMetadata.OfType<ApiOperation>().Single();
        var group = described.Pattern.Split('/')[1];
        (context.Document!.Tags ??= new HashSet<OpenApiTag>()).Add(new OpenApiTag { Name = group });
        operation.Tags = new HashSet<OpenApiTagReference> { new(group, context.Document) };
        operation.Description = $"Needs the scope {described.Scope.ToString().ToLowerInvariant()}.";
        operation.Parameters = [.. PathFields(described), .. described.Query.Select(QueryField)];
        if (operation.RequestBody is OpenApiRequestBody body)
            body.Required = !described.BodyIsOptional;
        operation.Responses ??= new OpenApiResponses();
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = "Why it was refused.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(DocumentTransformer.Problem, context.Document) },
            },
        };
        operation.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(DocumentTransformer.Key, context.Document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(DocumentTransformer.Token, context.Document)] = [] },
        ];
        return Task.CompletedTask;
    }

    private static IEnumerable<IOpenApiParameter> PathFields(ApiOperation operation) =>
        operation.Pattern.Split('/').Where(segment => segment.StartsWith('{')).Select(segment => new OpenApiParameter
        {
            Name = segment.Trim('{', '}'),
            In = ParameterLocation.Path,
            Required = true,
            Description = "One percent-encoded segment.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });

    private static IOpenApiParameter QueryField(ApiField field) => new OpenApiParameter
    {
        Name = field.Name,
        In = ParameterLocation.Query,
        Description = field.Summary,
        Schema = field.Kind == ApiFieldKind.Number
            ? new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64" }
            : new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
