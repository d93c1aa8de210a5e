using System.Globalization;
using System.Runtime.InteropServices;

namespace RealtimeHub.Load;

/// <summary>What the figures were taken on.</summary>
internal static class Machine
{
    public static IEnumerable<string> Facts()
    {
        yield return $"Processor: {Line("/proc/cpuinfo", "model name") ?? "unknown"}, {Count("/proc/cpuinfo", "processor")} cores";
        yield return $"Memory: {Line("/proc/meminfo", "MemTotal") ?? "unknown"}";
        yield return $"System: {RuntimeInformation.OSDescription.Trim()}";
        yield return $"Runtime: {RuntimeInformation.FrameworkDescription}";
    }

    /// <summary>How many threads wanted a processor, on average over the last minute; 0 where the system doesn't tell.</summary>
    public static double LoadAverage() =>
        double.TryParse(Lines("/proc/loadavg").FirstOrDefault()?.Split(' ')[0], CultureInfo.InvariantCulture, out var average) ? average : 0;

    private static string? Line(string file, string name) =>
        Lines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();

    private static int Count(string file, string name) => Lines(file).Count(line => line.StartsWith(name, StringComparison.Ordinal));

    private static string[] Lines(string file) => File.Exists(file) ? File.ReadAllLines(file) : [];
}
