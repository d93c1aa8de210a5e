using System.Diagnostics;
using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Modules.Feeds.Host;

/// <summary>The server's own figures: what it serves, its memory, its garbage collector, its share of all processors.</summary>
internal sealed class ServerCollector(ServerCounters counters, ProcFiles files) : IHostCollector
{
    private readonly CounterRates rates = new();

    public IEnumerable<HostReading> Collect(TimeSpan now)
    {
        var grown = rates.Next(
            new Dictionary<string, long[]>
            {
                ["server"] = [counters.Publications, counters.Deliveries, GC.GetTotalPauseDuration().Ticks, ProcessorTicks()],
            },
            now);
        var figures = new List<Figure>
        {
            new("connections", counters.Connections),
            new("subscriptions", counters.Subscriptions),
            new("workingSetBytes", Environment.WorkingSet),
            new("heapBytes", GC.GetTotalMemory(forceFullCollection: false)),
            new("gen0Collections", GC.CollectionCount(0)),
            new("gen1Collections", GC.CollectionCount(1)),
            new("gen2Collections", GC.CollectionCount(2)),
            new("threads", Threads()),
            Figure.Whole("uptimeSeconds", now.TotalSeconds),
        };
        if (grown is [var publications, var deliveries, var paused, var worked])
        {
            figures.Add(Figure.Percent("gcPausePercent", paused, TimeSpan.TicksPerSecond));
            figures.Add(Figure.Percent("cpuPercent", worked, (double)TimeSpan.TicksPerSecond * Environment.ProcessorCount));
            figures.Add(Figure.Whole("publicationsPerSecond", publications));
            figures.Add(Figure.Whole("deliveriesPerSecond", deliveries));
        }

        return [new HostReading("server", figures)];
    }

    /// <summary>The <c>Threads:</c> line of <c>/proc/self/status</c>; null without one.</summary>
    public static long? ParseThreads(string status)
    {
        foreach (var line in status.Split('\n'))
        {
            if (ProcFiles.Words(line) is ["Threads:", var count])
                return ProcFiles.Counter(count);
        }

        return null;
    }

    private static long ProcessorTicks()
    {
        if (!OperatingSystem.IsBrowser() && !OperatingSystem.IsIOS() && !OperatingSystem.IsTvOS())
            return Environment.CpuUsage.TotalTime.Ticks;
        return 0;
    }

    private long Threads()
    {
        if (files.Read("self/status") is { } status && ParseThreads(status) is { } threads)
            return threads;
        using var process = Process.GetCurrentProcess();
        return process.Threads.Count;
    }
}
