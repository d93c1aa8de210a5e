using System.Text.Json;
using MessagePack;
using RealtimeHub.Shared.MessagePack;

namespace RealtimeHub.Shared.Tests.MessagePack;

/// <summary>The codec without a hub protocol around it.</summary>
internal static class Codec
{
    private static readonly ContractShapes Shapes = new(HubJson.Default.Options);

    public static byte[] Write(object? value)
    {
        var buffer = PooledBuffer.Rent();
        var writer = new MessagePackWriter(buffer);
        new ContractWriter(Shapes).Write(ref writer, value);
        writer.Flush();
        var bytes = buffer.Written.ToArray();
        buffer.Return();
        return bytes;
    }

    public static object? Read(byte[] bytes, Type type)
    {
        var reader = new MessagePackReader(bytes);
        var value = new ContractReader(Shapes).Read(ref reader, type);
        Assert.True(reader.End);
        return value;
    }

    public static T Read<T>(byte[] bytes) => (T)Read(bytes, typeof(T))!;

    /// <summary>A message's body with its length before it.</summary>
    public static byte[] Frame(byte[] body) => [.. Length(body.Length), .. body];

    /// <summary>The length in front of a message's body.</summary>
    public static byte[] Length(int length) => length > 0x7f ? [(byte)(length | 0x80), .. Length(length >> 7)] : [(byte)length];

    public static string ToJson(object? value, Type type) => JsonSerializer.Serialize(value, HubJson.Default.GetTypeInfo(type)!);

    /// <summary>The same values in the same order, whatever the white space and the spelling of numbers.</summary>
    public static void AssertSame(string expected, string actual, string subject)
    {
        using var left = JsonDocument.Parse(expected);
        using var right = JsonDocument.Parse(actual);
        Assert.True(
            JsonElement.DeepEquals(left.RootElement, right.RootElement) && Keys(left.RootElement) == Keys(right.RootElement),
            $"{subject}: {expected} became {actual}");
    }

    private static string Keys(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => string.Concat(element.EnumerateObject().Select(property => property.Name + "\n" + Keys(property.Value))),
        JsonValueKind.Array => string.Concat(element.EnumerateArray().Select(Keys)),
        _ => "",
    };

    /// <summary>JSON text in which bytes have become base64 and nothing else has changed.</summary>
    public static string Rewrite(byte[] bytes) => System.Text.Encoding.UTF8.GetString(
        new Payload(PayloadEncoding.MessagePack, bytes).ToJson().Bytes.Span);

    public static byte[] Pack(string json) => Payload.FromJson(json).ToMessagePack().Bytes.ToArray();
}
