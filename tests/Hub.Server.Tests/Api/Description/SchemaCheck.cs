using System.Text.Json;

namespace RealtimeHub.Server.Tests.Api.Description;

/// <summary>Holds a value against a schema, as far as the description uses JSON Schema. Members that the schema does not name are faults.</summary>
internal sealed class SchemaCheck(JsonElement document)
{
    public IEnumerable<string> Faults(JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            return Faults(Resolve(reference.GetString()!), value, at);
        if (schema.TryGetProperty("oneOf", out var choices) || schema.TryGetProperty("anyOf", out choices))
            return choices.EnumerateArray().Any(choice => !Faults(choice, value, at).Any()) ? [] : [$"{at} fits none of the choices"];
        if (schema.TryGetProperty("enum", out var words) && !words.EnumerateArray().Any(word => JsonElement.DeepEquals(word, value)))
            return [$"{at} is none of the words"];
        if (schema.TryGetProperty("type", out var type) && !Types(type).Contains(TypeOf(value)) && !(TypeOf(value) == "integer" && Types(type).Contains("number")))
            return [$"{at} is {TypeOf(value)}, not {type}"];
        return value.ValueKind switch
        {
            JsonValueKind.Object when schema.TryGetProperty("properties", out _) || schema.TryGetProperty("required", out _) => ObjectFaults(schema, value, at),
            JsonValueKind.Array when schema.TryGetProperty("items", out var items) => value.EnumerateArray().SelectMany((item, n) => Faults(items, item, $"{at}[{n}]")),
            _ => [],
        };
    }

    private IEnumerable<string> ObjectFaults(JsonElement schema, JsonElement value, string at)
    {
        var known = schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().ToDictionary(one => one.Name, one => one.Value) : [];
        foreach (var required in schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()!) : [])
        {
            if (!value.TryGetProperty(required, out _))
                yield return $"{at}.{required} is missing";
        }

        foreach (var member in value.EnumerateObject())
        {
            if (!known.TryGetValue(member.Name, out var described))
                yield return $"{at}.{member.Name} is not described";
            else
            {
                foreach (var fault in Faults(described, member.Value, $"{at}.{member.Name}"))
                    yield return fault;
            }
        }
    }

    private JsonElement Resolve(string reference) => reference.TrimStart('#').Trim('/').Split('/').Aggregate(document, (at, name) => at.GetProperty(name));

    private static string[] Types(JsonElement type) => type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(one => one.GetString()!)] : [type.GetString()!];

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => value.TryGetInt64(out _) ? "integer" : "number",
    };
}
