using System.Text.Json;
using MessagePack;

namespace RealtimeHub.Shared.MessagePack;

/// <summary>
/// Reads any contract by rewriting it as JSON for the contract's own metadata, guided by the contract's shape: unknown
/// fields are passed over and never rewritten, <c>nil</c> is an absent field, payloads are carried past unchanged.
/// </summary>
internal sealed class ContractReader(ContractShapes shapes)
{
    /// <summary>Reads a value of a type.</summary>
    /// <exception cref="JsonException">It is not one; path and message name the field.</exception>
    public object? Read(ref MessagePackReader reader, Type type)
    {
        if (reader.NextMessagePackType == MessagePackType.Nil)
            return ReadByWayOfJson(ref reader, type);
        if (type == typeof(PublishRequest))
            return PublishRequestCodec.Read(ref reader);
        if (type == typeof(Publication))
            return PublicationCodec.Read(ref reader);
        return type == typeof(PushUpdateRequest) ? ReadPushUpdate(ref reader) : ReadByWayOfJson(ref reader, type);
    }

    private object? ReadPushUpdate(ref MessagePackReader reader)
    {
        var ahead = reader;
        if (PushUpdateRequestCodec.TryRead(ref ahead) is not { } request)
            return ReadByWayOfJson(ref reader, typeof(PushUpdateRequest));
        reader = ahead;
        return request;
    }

    private object? ReadByWayOfJson(ref MessagePackReader reader, Type type)
    {
        var slots = new PayloadSlots();
        using var json = new JsonWriting(reader.Remaining());
        var rewriting = new ContractRewriting(shapes, json.Writer, slots);
        rewriting.Rewrite(ref reader, type);
        slots.Open();
        try
        {
            return JsonSerializer.Deserialize(json.Flush(), shapes.Options.GetTypeInfo(type));
        }
        finally
        {
            slots.Close();
        }
    }
}
