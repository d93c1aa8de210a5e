using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace RealtimeHub.Shared.Tests.MessagePack;

/// <summary>Random values of any contract, made as JSON from the contract's own metadata.</summary>
internal sealed class Samples(int seed)
{
    private static readonly string[] Texts = ["", "a", "chat", "Grüße", "日本語", "😀", "\"quoted\"\\\n", "__proto__", new string('x', 40), new string('é', 150)];

    private static readonly string[] Channels = ["topic:a", "feed:host", "chat:room/1", "user:~x", "doc:日本"];

    private readonly Random random = new(seed);

    /// <summary>Every type that <see cref="HubJson"/> has been told to know.</summary>
    public static IReadOnlyList<Type> Contracts { get; } = [.. typeof(HubJson).GetCustomAttributesData()
        .Where(attribute => attribute.AttributeType == typeof(JsonSerializableAttribute))
        .Select(attribute => (Type)attribute.ConstructorArguments[0].Value!)];

    /// <summary>A value of the type, read from random JSON.</summary>
    public object Make(Type type)
    {
        var json = new StringBuilder();
        Write(json, type);
        return JsonSerializer.Deserialize(json.ToString(), HubJson.Default.GetTypeInfo(type)!)!;
    }

    /// <summary>Any JSON value, written as the writer of payloads would write it.</summary>
    public string MakeJson(int depth = 0)
    {
        switch (random.Next(depth > 3 ? 6 : 8))
        {
            case 0: return "null";
            case 1: return random.Next(2) == 0 ? "true" : "false";
            case 2: return Integer().ToString(System.Globalization.CultureInfo.InvariantCulture);
            case 3: return JsonSerializer.Serialize((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-20, 20)));
            case 4 or 5: return Quote(Text());
            case 6: return "[" + string.Join(',', Enumerable.Range(0, random.Next(20)).Select(_ => MakeJson(depth + 1))) + "]";
            default: return "{" + string.Join(',', Enumerable.Range(0, random.Next(20)).Select(i => Quote(Text() + i) + ":" + MakeJson(depth + 1))) + "}";
        }
    }

    private void Write(StringBuilder json, Type type)
    {
        var value = Nullable.GetUnderlyingType(type) ?? type;
        var metadata = HubJson.Default.GetTypeInfo(value) ?? throw new InvalidOperationException($"no metadata of {value}");
        if (metadata.Kind == JsonTypeInfoKind.Object)
            WriteObject(json, metadata);
        else if (value.IsGenericType && value.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            WriteList(json, value.GetGenericArguments()[0]);
        else
            json.Append(Leaf(value));
    }

    private void WriteObject(StringBuilder json, JsonTypeInfo metadata)
    {
        json.Append('{');
        foreach (var property in metadata.Properties)
        {
            if (!property.IsRequired && random.Next(2) == 0)
                continue;
            json.Append(json[^1] == '{' ? "" : ",").Append(Quote(property.Name)).Append(':');
            Write(json, property.PropertyType);
        }

        json.Append('}');
    }

    private void WriteList(StringBuilder json, Type item)
    {
        json.Append('[');
        for (var left = random.Next(4); left > 0; left--)
        {
            Write(json, item);
            json.Append(left > 1 ? "," : "");
        }

        json.Append(']');
    }

    // A leaf of a new type fails here until it is said here what its values look like.
    private string Leaf(Type type) => type switch
    {
        _ when type == typeof(string) => Quote(Text()),
        _ when type == typeof(bool) => random.Next(2) == 0 ? "true" : "false",
        _ when type == typeof(int) => ((int)Integer()).ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ when type == typeof(long) => Integer().ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ when type == typeof(double) => JsonSerializer.Serialize(random.Next(2) == 0 ? random.Next(50) : random.NextDouble()),
        _ when type == typeof(byte[]) || type == typeof(ReadOnlyMemory<byte>) => Quote(Convert.ToBase64String(Bytes())),
        _ when type == typeof(ChannelName) => Quote(Channels[random.Next(Channels.Length)]),
        _ when type == typeof(Payload) => MakeJson(),
        { IsEnum: true } => JsonSerializer.Serialize(Enum.GetValues(type).GetValue(random.Next(Enum.GetValues(type).Length)), HubJson.Default.GetTypeInfo(type)!),
        _ => throw new NotSupportedException($"say what a {type} looks like"),
    };

    private long Integer() => random.Next(6) switch
    {
        0 => 0,
        1 => random.Next(-40, 200),
        2 => random.Next(-40_000, 70_000),
        3 => random.NextInt64(int.MinValue, uint.MaxValue),
        4 => random.NextInt64(Position.MaxOffset),
        _ => random.Next(2) == 0 ? long.MinValue : long.MaxValue,
    };

    private byte[] Bytes()
    {
        var bytes = new byte[random.Next(300)];
        random.NextBytes(bytes);
        return bytes;
    }

    private string Text() => Texts[random.Next(Texts.Length)];

    private static string Quote(string text) =>
        "\"" + JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping) + "\"";
}
