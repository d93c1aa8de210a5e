namespace RealtimeHub.Server.Modules.Feeds.Host;

/// <summary>What the processors do, together and each. Only Linux tells; .NET has no such figure of a machine.</summary>
internal sealed class ProcessorCollector(ProcFiles files) : IHostCollector
{
    private Dictionary<string, ProcessorTimes> last = [];

    public IEnumerable<HostReading> Collect(TimeSpan now)
    {
        var times = files.Read("stat") is { } text ? ProcStat.Parse(text) : [];
        var readings = times.Where(processor => last.ContainsKey(processor.Key))
            .Select(processor => new HostReading(processor.Key, Figures(last[processor.Key], processor.Value)))
            .ToList();
        last = new(times.DistinctBy(processor => processor.Key));
        return readings;
    }

    /// <summary>The shares of the time between two readings. Linux lets some of these counters fall now and then.</summary>
    public static IReadOnlyList<Figure> Figures(ProcessorTimes before, ProcessorTimes after)
    {
        var user = Math.Max(0, after.User - before.User);
        var system = Math.Max(0, after.System - before.System);
        var other = Math.Max(0, after.Other - before.Other);
        var waiting = Math.Max(0, after.IoWait - before.IoWait);
        double all = user + system + other + waiting + Math.Max(0, after.Idle - before.Idle);
        return
        [
            Figure.Percent("busyPercent", user + system + other, all),
            Figure.Percent("userPercent", user, all),
            Figure.Percent("systemPercent", system, all),
            Figure.Percent("iowaitPercent", waiting, all),
        ];
    }
}
