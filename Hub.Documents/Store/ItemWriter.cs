using RealtimeHub.Documents.Codec;

namespace RealtimeHub.Documents.Store;

/// <summary>Writes structs of a document in update format v1.</summary>
internal static class ItemWriter
{
    /// <summary>Writes a struct without its first <paramref name="offset"/> clocks.</summary>
    public static void Write(ByteWriter writer, Item item, int offset)
    {
        if (item.Kind is ContentKind.Gc or ContentKind.Skip)
        {
            BlockWriter.WriteRange(writer, item.Kind, item.Length - offset);
            return;
        }

        var parentIsItem = (item.Flags & ItemFlags.ParentIsItem) != 0;
        var origin = offset > 0 ? item.Client : parentIsItem ? null : item.OriginClient;
        var originClock = offset > 0 ? item.Clock + offset - 1 : item.OriginClock;
        writer.WriteByte((byte)((int)item.Kind
            | (origin is null ? 0 : Block.HasOrigin)
            | (item.RightOriginClient is null ? 0 : Block.HasRightOrigin)
            | (item.ParentSub is null ? 0 : Block.HasParentSub)));
        if (origin is not null)
            WriteId(writer, origin, originClock);
        if (item.RightOriginClient is not null)
            WriteId(writer, item.RightOriginClient, item.RightOriginClock);
        if (origin is null && item.RightOriginClient is null)
            WriteParent(writer, item, parentIsItem);
        WriteContent(writer, item, offset);
    }

    private static void WriteId(ByteWriter writer, ClientBlocks client, int clock)
    {
        writer.WriteVarUint(client.Client);
        writer.WriteVarUint(clock);
    }

    private static void WriteParent(ByteWriter writer, Item item, bool parentIsItem)
    {
        var parent = parentIsItem ? null : item.Parent!.Item;
        if (!parentIsItem && parent is null)
        {
            writer.WriteVarUint(1);
            writer.WriteString(item.Parent!.Name);
        }
        else
        {
            writer.WriteVarUint(0);
            WriteId(writer, parent?.Client ?? item.OriginClient!, parent?.Clock ?? item.OriginClock);
        }

        if (item.ParentSub is not null)
            writer.WriteString(item.ParentSub);
    }

    private static void WriteContent(ByteWriter writer, Item item, int offset)
    {
        switch (item.Content)
        {
            case null:
                writer.WriteVarUint(item.Length - offset);
                break;
            case TextChunk:
                writer.WriteString(item.Text[offset..]);
                break;
            case ValueRun run:
                writer.WriteVarUint(item.Length - offset);
                writer.WriteBytes(run.Bytes[(offset == 0 ? 0 : run.OffsetOf(item.Kind == ContentKind.Json, offset))..]);
                break;
            case byte[] bytes:
                writer.WriteVarBytes(bytes);
                break;
            case FormatContent format:
                writer.WriteString(format.Key);
                writer.WriteString(format.Value.Json);
                break;
            case JsonContent embed:
                writer.WriteString(embed.Json);
                break;
            case SubdocumentContent subdocument:
                writer.WriteString(subdocument.Guid);
                writer.WriteBytes(subdocument.Options);
                break;
            default:
                WriteType(writer, (Branch)item.Content);
                break;
        }
    }

    private static void WriteType(ByteWriter writer, Branch branch)
    {
        writer.WriteVarUint((long)branch.Kind);
        if (branch.Kind is BranchKind.XmlElement or BranchKind.XmlHook)
            writer.WriteString(branch.NodeName);
    }
}
