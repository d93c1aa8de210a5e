using System.Globalization;
using System.Runtime.InteropServices;

namespace RealtimeHub.Microbench;

/// <summary>Where and when a result was measured.</summary>
internal static class MachineFacts
{
    public static string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Processor()}, {Environment.ProcessorCount} cores; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}; {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC");

    private static string Processor()
    {
        const string file = "/proc/cpuinfo";
        const string label = "model name";
        return File.Exists(file)
            ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(label, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString()
            : RuntimeInformation.ProcessArchitecture.ToString();
    }
}
