using System.ComponentModel;
using System.Diagnostics;

namespace RealtimeHub.Engines.Tests.Journal;

/// <summary>A test that takes strace; where it can't trace the test is skipped, and says so.</summary>
internal sealed class TracedFactAttribute : FactAttribute
{
    public TracedFactAttribute() => Skip = Strace.Missing;
}

/// <inheritdoc cref="TracedFactAttribute"/>
internal sealed class TracedTheoryAttribute : TheoryAttribute
{
    public TracedTheoryAttribute() => Skip = Strace.Missing;
}

/// <summary>Whether strace is there and may trace.</summary>
internal static class Strace
{
    private static readonly Lazy<string?> Reason = new(Try);

    /// <summary>Why it can't be used; null when it can.</summary>
    public static string? Missing => Reason.Value;

    private static string? Try()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("strace", ["-qq", "-o", "/dev/null", "true"]) { RedirectStandardError = true })!;
            var said = process.StandardError.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"strace may not trace here: {said}";
        }
        catch (Win32Exception)
        {
            return "strace is missing (apt-get install strace)";
        }
    }
}
