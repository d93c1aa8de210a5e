using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RealtimeHub.Documents.Tests.Model;

/// <summary>A document's contents in the form of tests/yjs/replica.mjs, so that both can be compared as JSON.</summary>
internal static class PlainContents
{
    public static string Of(YDoc document) => new JsonObject
    {
        ["text"] = Type(document.GetText("text")),
        ["array"] = Type(document.GetArray("array")),
        ["map"] = Type(document.GetMap("map")),
        ["xml"] = Type(document.GetXmlFragment("xml")),
        ["string"] = document.GetText("text").ToString(),
        ["xmlString"] = document.GetXmlFragment("xml").ToString(),
    }.ToJsonString();

    public static string Normalized(JsonElement json) => JsonNode.Parse(json.GetRawText())!.ToJsonString();

    public static JsonNode? Plain(object? value) => value switch
    {
        null => null,
        Undefined => new JsonObject { ["undefined"] = true },
        BigInteger big => new JsonObject { ["bigint"] = big.ToString() },
        byte[] bytes => new JsonObject { ["bytes"] = Convert.ToBase64String(bytes) },
        YSubdocument subdocument => new JsonObject { ["subdocument"] = subdocument.Id },
        YType type => new JsonObject { ["type"] = Type(type) },
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        double number => JsonNode.Parse(Codec(number)),
        IReadOnlyDictionary<string, object?> fields => Object(fields),
        IEnumerable<object?> list => new JsonArray([.. list.Select(Plain)]),
        _ => throw new ArgumentException(value.ToString()),
    };

    public static JsonObject Sorted(IEnumerable<KeyValuePair<string, object?>> fields) => Object(fields.OrderBy(pair => pair.Key, StringComparer.Ordinal));

    private static string Codec(double number) => Documents.Codec.JsonText.Stringify(number);

    private static JsonObject Object(IEnumerable<KeyValuePair<string, object?>> fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Key, Plain(field.Value))));

    private static JsonNode Type(YType type) => type switch
    {
        YText text => new JsonArray([.. text.ToDelta().Select(operation =>
            new JsonObject { ["insert"] = Plain(operation.Insert), ["attributes"] = Sorted(operation.Attributes) })]),
        YArray array => new JsonArray([.. array.Select(Plain)]),
        YMap map => Sorted(map),
        YXmlElement element => new JsonObject
        {
            ["name"] = element.NodeName,
            ["attributes"] = Sorted(element.Attributes),
            ["nodes"] = new JsonArray([.. element.Nodes.Select(Plain)]),
        },
        YXmlFragment fragment => new JsonArray([.. fragment.Nodes.Select(Plain)]),
        _ => throw new ArgumentException(type.GetType().Name),
    };
}
