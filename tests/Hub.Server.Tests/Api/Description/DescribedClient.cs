using System.Text.Json;

namespace RealtimeHub.Server.Tests.Api.Description;

/// <summary>A client that knows nothing but the description: it finds operations by their ids, and holds every body and every answer against its schema.</summary>
internal sealed class DescribedClient(ApiServer server, JsonElement document)
{
    /// <summary>The operations: id, method, address below <c>/api/v1</c>, and what the description says of each.</summary>
    public IReadOnlyList<(string Id, string Method, string Path, JsonElement Operation)> Operations { get; } =
        [.. from path in document.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            select (operation.Value.GetProperty("operationId").GetString()!, operation.Name.ToUpperInvariant(), path.Name, operation.Value)];

    /// <summary>Calls an operation; fails where the call or the answer is not as described.</summary>
    public async Task<ApiAnswer> CallAsync(string id, object? parameters = null, string? body = null)
    {
        var (_, method, path, operation) = Operations.Single(one => one.Id == id);
        var answer = await server.SendAsync(new HttpMethod(method), AddressOf(path, operation, parameters)["/api/v1".Length..], BodyOf(id, operation, body));
        var responses = operation.GetProperty("responses");
        var response = responses.TryGetProperty(answer.Status.ToString(System.Globalization.CultureInfo.InvariantCulture), out var described) ? described : responses.GetProperty("default");
        if (response.TryGetProperty("content", out var content))
            Check(id, SchemaOf(content.GetProperty(answer.Type!)), answer.Json);
        else
            Assert.Equal("", answer.Text);
        return answer;
    }

    private static string AddressOf(string path, JsonElement operation, object? parameters)
    {
        var query = new List<string>();
        var described = operation.TryGetProperty("parameters", out var list) ? list.EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!) : [];
        foreach (var property in parameters?.GetType().GetProperties() ?? [])
        {
            var (parameter, value) = (described[property.Name], Uri.EscapeDataString(property.GetValue(parameters)!.ToString()!));
            if (parameter.GetProperty("in").GetString() == "path")
                path = path.Replace($"{{{property.Name}}}", value, StringComparison.Ordinal);
            else
                query.Add($"{property.Name}={value}");
        }

        Assert.DoesNotContain('{', path);
        return query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";
    }

    private string? BodyOf(string id, JsonElement operation, string? body)
    {
        if (body is not null)
            Check(id, SchemaOf(operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json")), JsonElement.Parse(body));
        return body;
    }

    private void Check(string id, JsonElement schema, JsonElement value)
    {
        var faults = new SchemaCheck(document).Faults(schema, value, "$").ToList();
        Assert.True(faults.Count == 0, $"{id}: {string.Join("; ", faults)} in {value}");
    }

    private static JsonElement SchemaOf(JsonElement media) => media.GetProperty("schema");
}
