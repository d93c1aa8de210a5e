namespace RealtimeHub.Server.Engines.Journal;

/// <summary>How the journal uses its folder.</summary>
internal sealed class JournalOptions
{
    /// <summary>Where the data is. Nothing else may be in there.</summary>
    public required string Folder { get; init; }

    /// <summary>The size at which a segment is left for the next, in bytes; 4 KiB to 1 GiB.</summary>
    public int SegmentBytes { get; init; } = 64 << 20;

    /// <summary>How long a relaxed publication may be unsynced.</summary>
    public TimeSpan RelaxedSyncInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>A checkpoint is written after so many bytes of new records: a start reads at most these.</summary>
    public long CheckpointBytes { get; init; } = 64 << 20;

    /// <summary>How often it is looked whether a checkpoint, a cleaning or a probe of a full disk is due.</summary>
    public TimeSpan UpkeepInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The most appends that wait for the writer; those beyond are refused as unavailable.</summary>
    public int MaxWaitingAppends { get; init; } = 65_536;

    /// <summary>The most payload bytes that wait for the writer; those beyond are refused as unavailable.</summary>
    public long MaxWaitingBytes { get; init; } = 256 << 20;

    /// <summary>How long a write or sync may take; then all that wait are refused, until the disk answers again.</summary>
    public TimeSpan DiskTimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long stopping waits for the writer.</summary>
    public TimeSpan StopTimeLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>What is wrong, in one line; null when nothing is.</summary>
    public string? Check() => this switch
    {
        { Folder: "" } => "the journal's folder is empty",
        { SegmentBytes: < 4 << 10 or > 1 << 30 } => "the journal's segment size must be 4 KiB to 1 GiB",
        { MaxWaitingAppends: < 1 } => "the journal must let at least one append wait",
        _ => null,
    };
}
