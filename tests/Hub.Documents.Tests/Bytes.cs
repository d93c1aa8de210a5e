namespace RealtimeHub.Documents.Tests;

/// <summary>Writing updates by hand.</summary>
internal static class Bytes
{
    /// <summary>Puts numbers, bytes and strings (as Yjs writes them, after their length) one after another.</summary>
    public static byte[] Of(params object[] parts)
    {
        using var writer = new Documents.Codec.ByteWriter();
        foreach (var part in parts)
        {
            switch (part)
            {
                case int number:
                    writer.WriteVarUint(number);
                    break;
                case long number:
                    writer.WriteVarUint(number);
                    break;
                case string text:
                    writer.WriteString(text);
                    break;
                case byte[] bytes:
                    writer.WriteBytes(bytes);
                    break;
                default:
                    throw new ArgumentException(part.ToString());
            }
        }

        return writer.ToArray();
    }

    public static IReadOnlyList<ReadOnlyMemory<byte>> Memories(IEnumerable<byte[]> arrays) => [.. arrays.Select(array => (ReadOnlyMemory<byte>)array)];

    public static T[] Shuffled<T>(IEnumerable<T> items, Random random)
    {
        var list = items.ToArray();
        random.Shuffle(list);
        return list;
    }
}
