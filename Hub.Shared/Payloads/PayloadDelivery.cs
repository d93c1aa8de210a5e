using System.Text.Json;
using MessagePack;

namespace RealtimeHub.Shared;

/// <summary>
/// Which values every client can receive. A value that one client can't read would end that client's connection, or be
/// lost on it, each time it is delivered; so such a value is refused when it is published.
/// </summary>
public static class PayloadDelivery
{
    /// <summary>
    /// The deepest nesting of a value. The deepest message around one adds 10 levels (presence in the answer of
    /// SubscribeMany), and readers stop at 64.
    /// </summary>
    public const int MaxDepth = 48;

    /// <summary>
    /// Why some client could not read the value, as a sentence without its subject (<c>must not be nested deeper than 48
    /// levels</c>); null when every client can.
    /// </summary>
    public static string? FindObstacle(this Payload payload)
    {
        try
        {
            if (payload.Encoding == PayloadEncoding.Json)
                JsonDeliveryCheck.Check(payload.Bytes.Span, MaxDepth);
            else
                CheckMessagePack(payload.Bytes);
            return null;
        }
        catch (JsonException e)
        {
            // The serializer's own sentences, which name a line, are for values that are no JSON at all.
            return e.LineNumber is null ? e.Message : "must be one JSON value";
        }
        catch (Exception e) when (SoundValue.IsMalformed(e))
        {
            return "must be one MessagePack value";
        }
    }

    private static void CheckMessagePack(ReadOnlyMemory<byte> value)
    {
        var reader = new MessagePackReader(value);
        MessagePackToJson.Check(ref reader);
        if (!reader.End)
            throw new InvalidDataException("more than one value");
        MessagePackDeliveryCheck.Check(value, MaxDepth);
    }
}
