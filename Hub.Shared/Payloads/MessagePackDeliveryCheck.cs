using System.Text.Json;
using MessagePack;

namespace RealtimeHub.Shared;

/// <summary>Goes through a sound value and refuses what some client's decoder does not take.</summary>
internal ref struct MessagePackDeliveryCheck
{
    private readonly int maxDepth;
    private readonly OpenKeys keys;
    private MessagePackReader reader;

    private MessagePackDeliveryCheck(ReadOnlyMemory<byte> value, OpenKeys keys, int maxDepth)
    {
        reader = new MessagePackReader(value);
        this.keys = keys;
        this.maxDepth = maxDepth;
    }

    /// <exception cref="JsonException">Some client can't read it; the message lacks its subject.</exception>
    public static void Check(ReadOnlyMemory<byte> value, int maxDepth)
    {
        using var keys = new OpenKeys();
        var check = new MessagePackDeliveryCheck(value, keys, maxDepth);
        check.Value(0);
    }

    private void Value(int depth)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Map:
                Map(Deeper(depth));
                break;
            case MessagePackType.Array:
                depth = Deeper(depth);
                for (var left = reader.ReadArrayCount(); left > 0; left--)
                    Value(depth);
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private void Map(int depth)
    {
        var mark = keys.Mark;
        for (var left = reader.ReadMapCount(); left > 0; left--)
        {
            keys.Add(reader.ReadTextBytes());
            Value(depth);
        }

        keys.End(mark);
    }

    private readonly int Deeper(int depth) => depth < maxDepth
        ? depth + 1
        : throw new JsonException($"must not be nested deeper than {maxDepth} levels");
}
