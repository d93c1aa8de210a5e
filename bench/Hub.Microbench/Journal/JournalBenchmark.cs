using System.Globalization;

namespace RealtimeHub.Microbench.Journal;

/// <summary>
/// <c>journal appends|start|index [--out FILE] [--rounds N] [--seconds S] [--folder DIR] [--in-flight N]</c>. The folder must be on the
/// disk that is to be measured; what is written into it is taken away again. With a number in flight only that is measured.
/// </summary>
internal static class JournalBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        // What ChildProcess asks for.
        if (args is ["memory", var measured])
        {
            Console.WriteLine(await IndexMemory.MeasureStartedAsync(measured));
            return 0;
        }

        if (args is ["index-memory", var scratch, var number])
        {
            Console.WriteLine(await IndexMemory.MeasureGrownAsync(scratch, int.Parse(number, CultureInfo.InvariantCulture)));
            return 0;
        }

        var rounds = int.Parse(Option(args, "--rounds") ?? "5", CultureInfo.InvariantCulture);
        var seconds = double.Parse(Option(args, "--seconds") ?? "2", CultureInfo.InvariantCulture);
        var folder = Directory.CreateDirectory(Path.Combine(Option(args, "--folder") ?? ".", "bench-data"));
        try
        {
            var report = args.FirstOrDefault() switch
            {
                "start" => await StartAsync(folder.FullName, rounds),
                "index" => Index(folder.FullName, rounds),
                _ => await AppendsAsync(folder.FullName, rounds, seconds, Option(args, "--in-flight")),
            };
            Console.WriteLine(report);
            if (Option(args, "--out") is { } file)
                await File.WriteAllTextAsync(file, report);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return 0;
    }

    private static async Task<string> AppendsAsync(string folder, int rounds, double seconds, string? inFlight) => $"""
        # Journal: appends

        {MachineFacts.Describe()}. {rounds} interleaved rounds of {seconds.ToString(CultureInfo.InvariantCulture)} s each after one that doesn't count; {JournalLoad.PayloadBytes}-byte values into
        {JournalLoad.Channels} channels. Server and load share the cores. {Load()}

        *Synced*: an append is answered when it is on the disk. *Relaxed*: when it is written; synced within 50 ms (Redis: within a
        second). The plain loop is one thread that writes as many bytes a write as the journal did in the same round and syncs
        as the setting says; it checks, indexes and answers nothing. Each of its writes makes the file longer; the journal's small ones go into
        room that was made before, which is why it can be ahead. Redis gets XADD over one pipelined connection. Processor time and allocation
        are the process's, with the load that makes the appends; an append's own publication is some 130 of the bytes.

        {await new AppendComparison(folder, rounds, TimeSpan.FromSeconds(seconds), InFlight(inFlight)).RunAsync()}
        """;

    private static int[] InFlight(string? only) => only is null ? [1, 64, 1_024] : [int.Parse(only, CultureInfo.InvariantCulture)];

    private static async Task<string> StartAsync(string folder, int rounds) => $"""
        # Journal: start

        {MachineFacts.Describe()}. Medians (least–greatest) of {rounds} starts in one process, the files in the system's cache. {Load()}

        {await StartTimes.RunAsync(folder, rounds)}
        """;

    private static string Index(string folder, int rounds) => $"""
        # Journal: the index in memory

        {MachineFacts.Describe()}. {Load()}

        Managed memory, the channels included, each in a process of its own. Keys have ten characters. *Grown*: append by append;
        *after a start*: read from the checkpoint.

        {IndexMemory.Run(folder)}
        One channel's index alone, without files and locks, {rounds} interleaved rounds; each change is followed by a trim, as in an append.

        {IndexTimes.Run(rounds)}
        """;

    // Figures of a machine that does other things as well are good for comparisons within a round at most.
    private static string Load() => File.Exists("/proc/loadavg")
        ? $"Load of the machine before it began: {string.Join(", ", File.ReadAllText("/proc/loadavg").Split(' ')[..3])} (1, 5, 15 minutes)."
        : "";

    private static string? Option(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }
}
