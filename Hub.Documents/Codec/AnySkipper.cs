namespace RealtimeHub.Documents.Codec;

/// <summary>The first byte of a value in lib0's "any" encoding.</summary>
internal static class AnyTag
{
    public const byte Bytes = 116;
    public const byte Array = 117;
    public const byte Object = 118;
    public const byte String = 119;
    public const byte True = 120;
    public const byte False = 121;
    public const byte BigInt = 122;
    public const byte Float64 = 123;
    public const byte Float32 = 124;
    public const byte Integer = 125;
    public const byte Null = 126;
    public const byte Undefined = 127;
}

/// <summary>Passes over values in lib0's "any" encoding and checks them.</summary>
internal static class AnySkipper
{
    public static void Skip(ref ByteReader reader, ReadBudget budget) => Skip(ref reader, budget, 0);

    private static void Skip(ref ByteReader reader, ReadBudget budget, int depth)
    {
        budget.TakeItems(1);
        var tag = reader.ReadByte();
        switch (tag)
        {
            case AnyTag.String:
                reader.ReadUtf8();
                break;
            case AnyTag.Integer:
                reader.ReadVarInt(out _);
                break;
            case AnyTag.Undefined or AnyTag.Null or AnyTag.True or AnyTag.False:
                break;
            case AnyTag.Float32:
                reader.ReadBytes(sizeof(float));
                break;
            case AnyTag.Float64 or AnyTag.BigInt:
                reader.ReadBytes(sizeof(double));
                break;
            case AnyTag.Bytes:
                reader.ReadVarBytes();
                break;
            case AnyTag.Array:
                budget.CheckDepth(depth + 1);
                for (var left = reader.ReadCount(1, "values"); left > 0; left--)
                    Skip(ref reader, budget, depth + 1);
                break;
            case AnyTag.Object:
                budget.CheckDepth(depth + 1);
                for (var left = reader.ReadCount(2, "fields"); left > 0; left--)
                {
                    reader.ReadUtf8();
                    Skip(ref reader, budget, depth + 1);
                }

                break;
            default:
                Fault.Malformed($"update: value of kind {tag} before byte {reader.Position}; there are {AnyTag.Bytes} to {AnyTag.Undefined}");
                break;
        }
    }
}
