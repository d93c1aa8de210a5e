using System.Diagnostics;
using RealtimeHub.JournalWriter;
using RealtimeHub.TestKit.Histories;

namespace RealtimeHub.Engines.Tests.Journal;

/// <summary>The writer program in a process of its own.</summary>
internal sealed class WriterProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    /// <summary>What it wrote down.</summary>
    public required IReadOnlyList<string> Lines { get; init; }

    /// <summary>What it said otherwise.</summary>
    public required string Said { get; init; }

    public required int ExitCode { get; init; }

    public static string Program { get; } = typeof(TestChannels).Assembly.Location;

    /// <summary>Runs it to its end, which is mostly not of its own choice.</summary>
    public static Task<WriterProcess> RunAsync(params string[] words) => RunAsync("dotnet", [Program, .. words], null);

    /// <summary>Runs it and kills it after so many lines.</summary>
    public static Task<WriterProcess> RunAndKillAsync(int afterLines, params string[] words) =>
        RunAsync("dotnet", [Program, .. words], afterLines);

    public static Task<WriterProcess> RunAsync(string program, IReadOnlyList<string> words, int? killAfterLines = null) =>
        WatchAsync(program, words, (process, lines) =>
        {
            if (lines == killAfterLines)
                process.Kill();
        });

    /// <summary>Runs it, and calls something after each line.</summary>
    public static async Task<WriterProcess> WatchAsync(string program, IReadOnlyList<string> words, Action<Process, int> afterLine)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            using var limit = new CancellationTokenSource(Limit);
            var said = process.StandardError.ReadToEndAsync(limit.Token);
            var lines = new List<string>();
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                lines.Add(line);
                afterLine(process, lines.Count);
            }

            await process.WaitForExitAsync(limit.Token);
            return new WriterProcess { Lines = lines, Said = await said, ExitCode = process.ExitCode };
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    public void AddTo(History history) => history.AddLines(Lines);
}
