namespace RealtimeHub.Documents.Codec;

/// <summary>Writes structs as they lie in another update, or the part of one that starts at an offset.</summary>
internal static class BlockWriter
{
    /// <summary>Writes a struct without its first <paramref name="offset"/> clocks.</summary>
    public static void Write(ByteWriter writer, ReadOnlySpan<byte> update, in Block block, int offset)
    {
        if (offset == 0)
        {
            writer.WriteByte(InfoOf(block));
            writer.WriteBytes(update[(block.Start + 1)..block.End]);
        }
        else if (block.IsItem)
        {
            WriteItem(writer, update, block, offset);
        }
        else
        {
            WriteRange(writer, block.Kind, block.Length - offset);
        }
    }

    /// <summary>Writes a range without content.</summary>
    public static void WriteRange(ByteWriter writer, ContentKind kind, int length)
    {
        writer.WriteByte((byte)kind);
        writer.WriteVarUint(length);
    }

    /// <summary>The right part of an item has the last unit of its left part as origin, so that its parent isn't written.</summary>
    private static void WriteItem(ByteWriter writer, ReadOnlySpan<byte> update, in Block block, int offset)
    {
        writer.WriteByte((byte)(InfoOf(block) | Block.HasOrigin));
        writer.WriteVarUint(block.Client);
        writer.WriteVarUint(block.Clock + offset - 1);
        if ((block.Info & Block.HasRightOrigin) != 0)
        {
            var header = new ByteReader(update, block.Start + 1);
            if ((block.Info & Block.HasOrigin) != 0)
                PassId(ref header);
            writer.WriteVarUint(header.ReadVarUint());
            writer.WriteVarUint(header.ReadVarUint());
        }

        WriteContent(writer, update, block, offset);
    }

    /// <summary>A key that isn't given, because it is that of the origin, isn't flagged where no document knows it.</summary>
    private static byte InfoOf(in Block block) =>
        (block.Info & (Block.HasOrigin | Block.HasRightOrigin)) != 0 ? (byte)(block.Info & ~Block.HasParentSub) : block.Info;

    private static void PassId(ref ByteReader reader)
    {
        reader.ReadVarUint();
        reader.ReadVarUint();
    }

    private static void WriteContent(ByteWriter writer, ReadOnlySpan<byte> update, in Block block, int offset)
    {
        var reader = new ByteReader(update, block.Content);
        switch (block.Kind)
        {
            case ContentKind.Deleted:
                writer.WriteVarUint(block.Length - offset);
                break;
            case ContentKind.String:
                WriteText(writer, reader.ReadVarBytes(), offset);
                break;
            case ContentKind.Any:
                reader.ReadVarUint();
                var budget = new ReadBudget(UpdateLimits.Trusted);
                for (var i = 0; i < offset; i++)
                    AnySkipper.Skip(ref reader, budget);
                WriteRest(writer, update, block, offset, reader.Position);
                break;
            case ContentKind.Json:
                reader.ReadVarUint();
                for (var i = 0; i < offset; i++)
                    reader.ReadVarBytes();
                WriteRest(writer, update, block, offset, reader.Position);
                break;
            default:
                throw new InvalidOperationException($"content of kind {block.Kind} has one clock and no parts");
        }
    }

    private static void WriteRest(ByteWriter writer, ReadOnlySpan<byte> update, in Block block, int offset, int start)
    {
        writer.WriteVarUint(block.Length - offset);
        writer.WriteBytes(update[start..block.End]);
    }

    private static void WriteText(ByteWriter writer, ReadOnlySpan<byte> utf8, int offset)
    {
        var start = Utf16.IndexOf(utf8, offset, out var splitsPair);
        if (!splitsPair)
        {
            writer.WriteVarBytes(utf8[start..]);
            return;
        }

        // The half of a surrogate pair that is left becomes the replacement character, as in Yjs.
        var rest = utf8[(start + 4)..];
        writer.WriteVarUint(rest.Length + Utf16.Replacement.Length);
        writer.WriteBytes(Utf16.Replacement);
        writer.WriteBytes(rest);
    }
}
