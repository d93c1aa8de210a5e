namespace RealtimeHub.Documents.Codec;

/// <summary>
/// Collects the structs of an update whose number isn't known yet, and puts the numbers before them at the end.
/// </summary>
internal sealed class SectionWriter : IDisposable
{
    private readonly ByteWriter body = new(4096);
    private readonly List<Section> sections = [];
    private long client = -1;
    private int clock;
    private int start;
    private int written;

    /// <summary>Writes a struct without its first <paramref name="offset"/> clocks.</summary>
    public void Write(ReadOnlySpan<byte> update, in Block block, int offset)
    {
        Begin(block.Client, block.Clock + offset);
        BlockWriter.Write(body, update, block, offset);
    }

    /// <summary>Writes a range without content.</summary>
    public void WriteRange(ContentKind kind, long ofClient, int atClock, int length)
    {
        Begin(ofClient, atClock);
        BlockWriter.WriteRange(body, kind, length);
    }

    /// <summary>Gives the whole update and ends the writing.</summary>
    public byte[] Finish(DeleteSet deletes)
    {
        Flush();
        using var writer = new ByteWriter(body.Length + (sections.Count * 16) + 64);
        writer.WriteVarUint(sections.Count);
        foreach (var section in sections)
        {
            writer.WriteVarUint(section.Structs);
            writer.WriteVarUint(section.Client);
            writer.WriteVarUint(section.Clock);
            writer.WriteBytes(body.Written.Slice(section.Start, section.Length));
        }

        DeleteSetCodec.Write(writer, deletes);
        return writer.ToArray();
    }

    public void Dispose() => body.Dispose();

    private void Begin(long ofClient, int atClock)
    {
        if (written > 0 && client != ofClient)
            Flush();
        if (written == 0)
            (client, clock, start) = (ofClient, atClock, body.Length);
        written++;
    }

    private void Flush()
    {
        if (written > 0)
            sections.Add(new Section(client, clock, written, start, body.Length - start));
        written = 0;
    }

    private readonly record struct Section(long Client, int Clock, int Structs, int Start, int Length);
}
