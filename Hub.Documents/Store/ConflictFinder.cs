using System.Text;
using RealtimeHub.Documents.Codec;

namespace RealtimeHub.Documents.Store;

/// <summary>
/// Finds what an update says otherwise than a document about the same clocks of a client, which happens when a client id is used by two. What is deleted
/// in either has no content to compare.
/// </summary>
internal static class ConflictFinder
{
    private const char Replacement = '\uFFFD';

    public static ClientRange? Find(BlockStore store, ReadOnlySpan<byte> update)
    {
        var walker = new BlockWalker(update, new ReadBudget(UpdateLimits.Trusted));
        while (walker.MoveNext(out var block, out _))
        {
            if (block.IsItem && block.Kind != ContentKind.Deleted && store.Find(block.Client) is { } client && block.Clock < client.State
                && Find(client, update, block) is { } range)
            {
                return new ClientRange(block.Client, range.Clock, range.Length);
            }
        }

        return null;
    }

    private static ClockRange? Find(ClientBlocks client, ReadOnlySpan<byte> update, in Block block)
    {
        for (var i = client.IndexOf(block.Clock); i < client.Count && client[i].Clock < block.ClockEnd; i++)
        {
            var item = client[i];
            var shared = new ClockRange(Math.Max(item.Clock, block.Clock), Math.Min(item.End, block.ClockEnd) - Math.Max(item.Clock, block.Clock));
            if (!item.IsDeleted && !(item.Kind == block.Kind && AreSame(item, update, block, shared)))
                return shared;
        }

        return null;
    }

    private static bool AreSame(Item item, ReadOnlySpan<byte> update, in Block block, ClockRange shared)
    {
        var reader = new ByteReader(update, block.Content);
        switch (item.Content)
        {
            case TextChunk:
                var text = Encoding.UTF8.GetString(reader.ReadVarBytes()).AsSpan(shared.Clock - block.Clock, shared.Length);
                return AreSame(item.Text.Slice(shared.Clock - item.Clock, shared.Length), text);
            case ValueRun run:
                var isJson = block.Kind == ContentKind.Json;
                reader.ReadVarUint();
                var theirs = new ValueRun(update[reader.Position..block.End].ToArray(), 0, block.End - reader.Position);
                return Values(run, isJson, shared.Clock - item.Clock, shared.Length).SequenceEqual(Values(theirs, isJson, shared.Clock - block.Clock, shared.Length));
            case byte[] bytes:
                return reader.ReadVarBytes().SequenceEqual(bytes);
            case JsonContent embed:
                return AreSame(embed, reader.ReadString());
            case FormatContent format:
                return reader.ReadString() == format.Key && AreSame(format.Value, reader.ReadString());
            case Branch branch:
                return reader.ReadVarUint() == (long)branch.Kind && (branch.NodeName is null || reader.ReadString() == branch.NodeName);
            default:
                return true;
        }
    }

    /// <summary>Halves of a surrogate pair that one of both has split are replacement characters there.</summary>
    private static bool AreSame(ReadOnlySpan<char> ours, ReadOnlySpan<char> theirs)
    {
        for (var i = 0; i < ours.Length; i++)
        {
            if (ours[i] != theirs[i] && !(IsHalf(ours[i]) && IsHalf(theirs[i])))
                return false;
        }

        return true;
    }

    private static bool IsHalf(char unit) => unit == Replacement || char.IsSurrogate(unit);

    private static bool AreSame(JsonContent ours, string theirs) =>
        ours.Json == theirs || Normal(ours.Value).SequenceEqual(Normal(JsonText.Parse(theirs)));

    /// <summary>Values as we write them: others may write the same ones otherwise.</summary>
    private static byte[] Values(ValueRun run, bool isJson, int from, int count)
    {
        var reader = new ByteReader(run.Bytes, run.OffsetOf(isJson, from));
        using var writer = new ByteWriter();
        for (; count > 0; count--)
            AnyCodec.Write(writer, ValueRun.Read(ref reader, isJson));
        return writer.ToArray();
    }

    private static byte[] Normal(object? value)
    {
        using var writer = new ByteWriter();
        AnyCodec.Write(writer, value);
        return writer.ToArray();
    }
}
