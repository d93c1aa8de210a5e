using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Engines.Journal.Configuration;

/// <summary>The ranges of <see cref="JournalOptions"/>.</summary>
internal sealed class JournalOptionsValidator : OptionsValidator<JournalOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    protected override IEnumerable<string?> Faults(JournalOptions options) =>
    [
        Range(nameof(options.SegmentBytes), options.SegmentBytes, 4 << 10, 1 << 30),
        Range(nameof(options.RelaxedSyncInterval), options.RelaxedSyncInterval, Shortest, TimeSpan.FromMinutes(1)),
        Range(nameof(options.CheckpointBytes), options.CheckpointBytes, 1, long.MaxValue),
        Range(nameof(options.MaintenanceInterval), options.MaintenanceInterval, Shortest, TimeSpan.FromDays(1)),
        Range(nameof(options.MaxWaitingAppends), options.MaxWaitingAppends, 1, int.MaxValue),
        Range(nameof(options.MaxWaitingBytes), options.MaxWaitingBytes, 1, long.MaxValue),
        Range(nameof(options.DiskTimeLimit), options.DiskTimeLimit, Shortest, Longest),
        Range(nameof(options.FolderWait), options.FolderWait, TimeSpan.Zero, Longest),
        Range(nameof(options.StopTimeLimit), options.StopTimeLimit, Shortest, Longest),
        Range(nameof(options.ClockSettleTime), options.ClockSettleTime, TimeSpan.Zero, TimeSpan.FromDays(7)),
    ];
}
