namespace RealtimeHub.Server.Engines.Journal.Format;

/// <summary>
/// What holds for a channel from some record on. Written before its first publication, whenever one of them changes, and
/// again where records of the channel were dropped: it then says where the log begins.
/// </summary>
internal sealed record ChannelMetadata
{
    public required string Epoch { get; init; }

    /// <summary>Counts the channel's epochs: metadata of a smaller count are older.</summary>
    public required long EpochCount { get; init; }

    public required Retention Retention { get; init; }

    /// <summary>It has publications that were shown before they were synced.</summary>
    public bool Relaxed { get; init; }

    /// <summary>It has publications that are stored and others that are in memory only.</summary>
    public bool Mixed { get; init; }

    /// <summary>The log begins here.</summary>
    public long FirstOffset { get; init; } = 1;

    /// <summary>Tombstones up to here are forgotten.</summary>
    public long ForgottenUpTo { get; init; }

    private const byte IsRelaxed = 1;
    private const byte IsMixed = 2;
    private const byte HasAge = 4;
    private const byte Presents = 8;

    /// <summary>Appends a whole record.</summary>
    public void WriteRecord(ByteWriter writer, RecordSeal seal, string channel)
    {
        var start = RecordFrame.Begin(writer, RecordKind.Metadata, RecordFlags.None, channel);
        Write(writer);
        RecordFrame.End(writer, start, seal);
    }

    public void Write(ByteWriter writer)
    {
        writer.Byte((byte)((Relaxed ? IsRelaxed : 0) | (Mixed ? IsMixed : 0)
            | (Retention.HistoryAge is null ? 0 : HasAge) | (Retention.ShowsPresentValues ? Presents : 0)));
        writer.Text(Epoch);
        writer.Number(EpochCount);
        writer.Number(Retention.HistoryCount);
        if (Retention.HistoryAge is { } age)
            writer.Number(age.Ticks);
        writer.Number(Retention.TombstoneAge.Ticks);
        writer.Number(FirstOffset);
        writer.Number(ForgottenUpTo);
    }

    public static ChannelMetadata Read(ref ByteReader reader)
    {
        var bits = reader.Byte();
        return new ChannelMetadata
        {
            Relaxed = (bits & IsRelaxed) != 0,
            Mixed = (bits & IsMixed) != 0,
            Epoch = reader.Text(),
            EpochCount = reader.Number(),
            Retention = new Retention
            {
                HistoryCount = (int)reader.Number(),
                HistoryAge = (bits & HasAge) != 0 ? TimeSpan.FromTicks(reader.Number()) : null,
                TombstoneAge = TimeSpan.FromTicks(reader.Number()),
                ShowsPresentValues = (bits & Presents) != 0,
            },
            FirstOffset = reader.Number(),
            ForgottenUpTo = reader.Number(),
        };
    }
}
