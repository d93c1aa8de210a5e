namespace RealtimeHub.Server.Modules.Feeds.Host;

/// <summary>The machine's memory: from Linux itself, elsewhere what the garbage collector knows of it.</summary>
internal sealed class MemoryCollector(ProcFiles files) : IHostCollector
{
    public IEnumerable<HostReading> Collect(TimeSpan now) =>
        [new HostReading("memory", (files.Read("meminfo") is { } text ? Parse(text) : null) ?? Runtime())];

    /// <summary>Reads <c>/proc/meminfo</c>; null without a total.</summary>
    public static IReadOnlyList<Figure>? Parse(string text)
    {
        var amounts = new Dictionary<string, long>();
        foreach (var line in text.Split('\n'))
        {
            if (ProcFiles.Words(line) is [var name, var amount, ..])
                amounts[name] = ProcFiles.Counter(amount) * 1024;
        }

        var total = Amount("MemTotal:");
        if (total == 0)
            return null;
        // Kernels before 3.14 have no estimate of their own.
        var available = amounts.TryGetValue("MemAvailable:", out var estimate) ? estimate : Amount("MemFree:") + Amount("Buffers:") + Amount("Cached:");
        return Figures(total, Math.Min(available, total), Math.Max(0, Amount("SwapTotal:") - Amount("SwapFree:")));

        long Amount(string name) => amounts.GetValueOrDefault(name);
    }

    private static IReadOnlyList<Figure> Runtime()
    {
        var memory = GC.GetGCMemoryInfo();
        return Figures(memory.TotalAvailableMemoryBytes, Math.Max(0, memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes), 0);
    }

    private static IReadOnlyList<Figure> Figures(long total, long available, long swapUsed) =>
    [
        new("totalBytes", total),
        new("usedBytes", total - available),
        new("availableBytes", available),
        new("swapUsedBytes", swapUsed),
        Figure.Percent("usedPercent", total - available, total),
    ];
}
