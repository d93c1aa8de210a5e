namespace RealtimeHub.Documents.Codec;

/// <summary>Writes an update of format v2 in format v1, and leaves the checks of what it says to the reader of v1.</summary>
internal ref struct V2Converter
{
    private readonly ReadBudget budget;
    private readonly ByteWriter writer;
    private V2Reader columns;

    private V2Converter(ReadOnlySpan<byte> update, ReadBudget budget, ByteWriter writer)
    {
        this.budget = budget;
        this.writer = writer;
        columns = new V2Reader(update);
    }

    public static byte[] Convert(ReadOnlySpan<byte> update, UpdateLimits limits)
    {
        var budget = new ReadBudget(limits);
        budget.CheckSize(update.Length);
        using var writer = new ByteWriter(update.Length * 2);
        var converter = new V2Converter(update, budget, writer);
        converter.CopyStructs();
        converter.CopyDeletes();
        UpdateSummary.Of(writer.Written, new ReadBudget(limits));
        return writer.ToArray();
    }

    private void CopyStructs()
    {
        var clients = columns.Rest.ReadCount(2, "clients");
        writer.WriteVarUint(clients);
        for (; clients > 0; clients--)
        {
            // A column can repeat a struct without a byte, so that only the limit bounds their number.
            var structs = columns.Rest.ReadVarUint();
            budget.TakeStructs((int)Math.Min(structs, int.MaxValue));
            writer.WriteVarUint(structs);
            writer.WriteVarUint(columns.Client());
            writer.WriteVarUint(columns.Rest.ReadVarUint());
            for (; structs > 0; structs--)
            {
                CopyStruct();
                budget.CheckSize(writer.Length);
            }
        }
    }

    private void CopyStruct()
    {
        var block = new Block { Info = columns.Info() };
        writer.WriteByte(block.Info);
        if (block.IsSkip)
        {
            writer.WriteVarUint(columns.Rest.ReadVarUint());
            return;
        }

        if (block.IsItem)
            CopyPlace(block.Info);
        CopyContent(block.Kind);
    }

    private void CopyPlace(byte info)
    {
        if ((info & Block.HasOrigin) != 0)
            CopyLeftId();
        if ((info & Block.HasRightOrigin) != 0)
        {
            writer.WriteVarUint(columns.Client());
            writer.WriteVarUint(columns.RightClock());
        }

        if ((info & (Block.HasOrigin | Block.HasRightOrigin)) != 0)
            return;

        var isRoot = columns.ParentInfo() == 1;
        writer.WriteVarUint(isRoot ? 1 : 0);
        if (isRoot)
            writer.WriteString(columns.Text());
        else
            CopyLeftId();
        if ((info & Block.HasParentSub) != 0)
            writer.WriteString(columns.Text());
    }

    private void CopyLeftId()
    {
        writer.WriteVarUint(columns.Client());
        writer.WriteVarUint(columns.LeftClock());
    }

    private void CopyContent(ContentKind kind)
    {
        switch (kind)
        {
            case ContentKind.Gc or ContentKind.Deleted:
                writer.WriteVarUint(columns.Length());
                break;
            case ContentKind.String:
                writer.WriteString(columns.Text());
                break;
            case ContentKind.Any:
                CopyValues();
                break;
            case ContentKind.Json:
                CopyTexts();
                break;
            case ContentKind.Binary:
                writer.WriteVarBytes(columns.Rest.ReadVarBytes());
                break;
            case ContentKind.Embed:
                CopyAsJson();
                break;
            case ContentKind.Format:
                writer.WriteString(columns.Key());
                CopyAsJson();
                break;
            case ContentKind.Type:
                CopyType();
                break;
            case ContentKind.Doc:
                writer.WriteString(columns.Text());
                CopyAny();
                break;
            default:
                Fault.Malformed($"update: content of kind {(int)kind} in format v2; there are 0 to 10");
                break;
        }
    }

    private void CopyValues()
    {
        var count = columns.Length();
        writer.WriteVarUint(count);
        for (; count > 0; count--)
            CopyAny();
    }

    private void CopyTexts()
    {
        var count = columns.Length();
        writer.WriteVarUint(count);
        for (; count > 0; count--)
        {
            budget.TakeItems(1);
            writer.WriteString(columns.Text());
        }
    }

    private void CopyType()
    {
        var type = columns.TypeRef();
        writer.WriteVarUint(type);
        if (type is 3 or 5)
            writer.WriteString(columns.Key());
    }

    private void CopyAny()
    {
        var start = columns.Rest.Position;
        AnySkipper.Skip(ref columns.Rest, budget);
        writer.WriteBytes(columns.Rest.Bytes[start..columns.Rest.Position]);
    }

    private void CopyAsJson()
    {
        var reader = columns.Rest;
        AnySkipper.Skip(ref columns.Rest, budget);
        try
        {
            writer.WriteString(JsonText.Stringify(AnyCodec.Read(ref reader)));
        }
        catch (ArgumentException e)
        {
            Fault.Malformed($"update: value that format v1 has as JSON: {e.Message}");
        }
    }

    private void CopyDeletes()
    {
        var clients = columns.Rest.ReadCount(2, "clients with deleted ranges");
        writer.WriteVarUint(clients);
        for (; clients > 0; clients--)
        {
            writer.WriteVarUint(columns.Rest.ReadVarUint());
            var count = columns.Rest.ReadCount(2, "deleted ranges");
            writer.WriteVarUint(count);
            var clock = 0L;
            for (; count > 0; count--)
            {
                clock += columns.Rest.ReadVarUint();
                var length = columns.Rest.ReadVarUint() + 1;
                writer.WriteVarUint(clock);
                writer.WriteVarUint(length);
                clock += length;
                if (clock > int.MaxValue)
                    Fault.Limit($"update: deleted range in format v2 ends above {int.MaxValue}");
            }
        }

        columns.Rest.ExpectEnd();
    }
}
