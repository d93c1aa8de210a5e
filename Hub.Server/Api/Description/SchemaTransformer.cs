using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Api.Description;

/// <summary>Describes the types whose JSON a converter of ours makes.</summary>
internal sealed class SchemaTransformer : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type == typeof(ChannelName))
            schema.Type = JsonSchemaType.String;
        else if (type == typeof(Payload))
            schema.Description = "Any JSON value.";
        else if (type.IsEnum)
            DescribeWords(schema, type);
        return Task.CompletedTask;
    }

    private static void DescribeWords(OpenApiSchema schema, Type type)
    {
        schema.Type = JsonSchemaType.String;
        schema.Enum = [.. Enum.GetNames(type).Select(word => (JsonNode)JsonNamingPolicy.SnakeCaseLower.ConvertName(word))];
    }
}
