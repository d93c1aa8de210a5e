using System.Runtime.CompilerServices;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Modules.Feeds.Sources;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Host;

/// <summary>The machine that the server runs on, and the server itself, once a second.</summary>
internal sealed class HostMetrics(IReadOnlyList<IHostCollector> collectors, TimeProvider time) : IFeedSource
{
    public const string FeedName = "host";
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private readonly long start = time.GetTimestamp();

    public string Name => FeedName;

    public string Title => "This machine";

    public string Kind => "host";

    public string Description => "Processors, load, memory, disks and network of the machine this server runs on, and the server's own figures.";

    /// <param name="counters">The server's own counters.</param>
    /// <param name="folder">A folder on the disk whose room is told.</param>
    /// <param name="time">The clock.</param>
    public static HostMetrics Create(ServerCounters counters, string folder, TimeProvider time)
    {
        var files = new ProcFiles();
        return new HostMetrics(
            [
                new ProcessorCollector(files),
                new LoadCollector(files),
                new MemoryCollector(files),
                new DiskCollector(files, folder),
                new NetworkCollector(files),
                new ServerCollector(counters, files),
            ],
            time);
    }

    /// <summary>What can be told without a second sample comes at once, all else from the second on.</summary>
    public async IAsyncEnumerable<IReadOnlyList<FeedUpdate>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        var told = new HashSet<string>();
        do
        {
            var now = time.GetElapsedTime(start);
            yield return Updates([.. collectors.SelectMany(collector => collector.Collect(now))], told);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>A thing that is measured no longer (a processor switched off) is taken away: its last value must not look alive.</summary>
    private static List<FeedUpdate> Updates(IReadOnlyList<HostReading> readings, HashSet<string> told)
    {
        var updates = readings.Select(reading => new FeedUpdate(reading.Key) { Fields = reading.ToPayload() }).ToList();
        var gone = told.Except(readings.Select(reading => reading.Key)).ToList();
        updates.AddRange(gone.Select(key => new FeedUpdate(key) { Removed = true }));
        told.ExceptWith(gone);
        told.UnionWith(readings.Select(reading => reading.Key));
        return updates;
    }
}
