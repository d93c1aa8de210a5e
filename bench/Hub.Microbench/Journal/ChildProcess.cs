using System.Diagnostics;

namespace RealtimeHub.Microbench.Journal;

/// <summary>Runs a measurement in a process of its own: what others left behind must not be in it.</summary>
internal static class ChildProcess
{
    /// <summary>What <c>journal</c> with these arguments writes.</summary>
    public static string Ask(params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(ChildProcess).Assembly.Location, "journal", .. args])
        {
            RedirectStandardOutput = true,
        })!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return said;
    }
}
