using System.Globalization;
using System.Text;

namespace RealtimeHub.Load;

/// <summary>What 500 honest clients notice while others of another address attack: their latency, quiet and under attack in turns.</summary>
internal static class HostileFigures
{
    private static readonly LoadCase Honest = new("500 honest", 1, 500, 128, 1, 40);

    /// <summary>Measures on a server of its own, with every limit as it is by default.</summary>
    public static async Task<string> MeasureAsync(Target target, Placement placement, int rounds, TimeSpan duration)
    {
        using var server = await ServerProcess.StartAsync(target with { Arguments = [] }, placement);
        using var run = LoadRun.Open(Honest, target, server.Address, "honest");
        run.Drive(TimeSpan.FromSeconds(2));
        var text = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture,
            $"{Honest.Describe()}; attackers: {Attackers.PerKind} connections of each kind ({string.Join(", ", Attackers.Kinds)}), which come back when they are closed.\n\n| round | | p50 ms | p99 ms | server's processor | attackers' connections closed by the server | MB they sent |\n| --- | --- | --- | --- | --- | --- | --- |\n"));
        var (quiet, attacked) = (new List<double>(), new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            quiet.Add(Drive(text, run, server, round, duration, null));
            using var attackers = Attackers.Begin(server.Address);
            attacked.Add(Drive(text, run, server, round, duration, attackers));
        }

        quiet.Sort();
        attacked.Sort();
        var (before, after) = (quiet[rounds / 2], attacked[rounds / 2]);
        text.Append(CultureInfo.InvariantCulture, $"\nMedians of the p99: {before:0.0} ms quiet, {after:0.0} ms under attack: {100 * (after / before - 1):+0;-0} %. Every publication reached every honest client once.\n");
        return text.ToString();
    }

    private static double Drive(StringBuilder text, LoadRun run, ServerProcess server, int round, TimeSpan duration, Attackers? attackers)
    {
        var before = server.ProcessorTime;
        var (_, _, elapsed, latencies) = run.Drive(duration);
        var processor = (server.ProcessorTime - before) / elapsed;
        var p99 = latencies.Percentile(0.99).TotalMilliseconds;
        text.Append(CultureInfo.InvariantCulture, $"| {round} | {(attackers is null ? "quiet" : "attacked")} | {latencies.Percentile(0.5).TotalMilliseconds:0.0} | {p99:0.0} | {100 * processor:0} % | {attackers?.Closed ?? 0} | {(attackers?.SentBytes ?? 0) / 1e6:0.0} |\n");
        return p99;
    }
}
