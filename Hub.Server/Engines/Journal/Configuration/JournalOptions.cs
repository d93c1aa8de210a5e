namespace RealtimeHub.Server.Engines.Journal.Configuration;

/// <summary>How the journal uses its folder: <c>Hub:Journal</c>.</summary>
public sealed class JournalOptions
{
    /// <summary>The folder of the data; nothing else may be in it. Not configured by itself: <c>journal</c> below <c>Hub:DataPath</c>.</summary>
    public string Folder { get; internal set; } = "";

    /// <summary>The size at which a segment is full and the next one begins, in bytes; 4 KiB to 1 GiB. Default: 64 MiB.</summary>
    public int SegmentBytes { get; set; } = 64 << 20;

    /// <summary>How long a relaxed publication may be unsynced, 1 ms to 1 minute. Default: 50 ms.</summary>
    public TimeSpan RelaxedSyncInterval { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>A checkpoint is written after this many bytes of new records, 1 or more: a start reads at most these. Default: 64 MiB.</summary>
    public long CheckpointBytes { get; set; } = 64 << 20;

    /// <summary>How often the journal checks whether a checkpoint, rewriting or a retry is due, 1 ms to 1 day. Default: 1 s.</summary>
    public TimeSpan MaintenanceInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The most appends that wait for the writer, 1 or more; those beyond are refused as unavailable. Default: 65,536.</summary>
    public int MaxWaitingAppends { get; set; } = 65_536;

    /// <summary>The most payload bytes that wait for the writer, 1 or more; those beyond are refused as unavailable. Default: 256 MiB.</summary>
    public long MaxWaitingBytes { get; set; } = 256 << 20;

    /// <summary>How long a write or sync may take, 1 ms to 1 hour; then all that wait are refused until the disk answers again. Default: 10 s.</summary>
    public TimeSpan DiskTimeLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a start waits for a folder that another process has, 0 to 1 hour. A server that is to take over is started with it before the other is
    /// stopped. Default: 0, which refuses at once.
    /// </summary>
    public TimeSpan FolderWait { get; set; } = TimeSpan.Zero;

    /// <summary>How long stopping waits for the writer, 1 ms to 1 hour. Default: 15 s.</summary>
    public TimeSpan StopTimeLimit { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Whether the clock is right even if it is far from the latest time that the journal knows of. Otherwise nothing is dropped
    /// for its age until <see cref="ClockSettleTime"/> is over. Default: false.
    /// </summary>
    public bool AcceptClockLeap { get; set; }

    /// <summary>How long the clock must run on after a leap before ages follow it, 0 to 7 days. Default: 15 minutes.</summary>
    public TimeSpan ClockSettleTime { get; set; } = TimeSpan.FromMinutes(15);
}
