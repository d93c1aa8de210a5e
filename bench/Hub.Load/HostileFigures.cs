using System.Globalization;
using System.Net;
using System.Text;

namespace RealtimeHub.Load;

/// <summary>What 500 honest clients notice while others attack from one address: their latency, quiet and under attack in turns.</summary>
internal static class HostileFigures
{
    private static readonly LoadCase Honest = new("500 honest", 1, 500, 128, 1, 40, Addresses: 50);

    // All of this machine's addresses are counted as those of others are; else every limit is as it is by default.
    private static readonly string[] Counted = ["--Hub:Limits:CountLoopback", "true"];

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    /// <summary>Measures on a server of its own.</summary>
    public static async Task<string> MeasureAsync(Target target, Placement placement, int rounds, TimeSpan duration)
    {
        using var server = await ServerProcess.StartAsync(target with { Arguments = Counted }, placement);
        using var run = LoadRun.Open(Honest, target, server.Address, "honest");
        run.Drive(TimeSpan.FromSeconds(2));

        // What an attack runs through is compiled when it comes for the first time.
        using (Attackers.Begin(server.Address, new IPAddress([127, 0, 2, 0]), AttackKind.All))
            run.Drive(WarmUp);
        var text = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture,
            $"{Honest.Describe()}, from {Honest.Addresses} addresses; attackers of one other address, a new one in each round: {Attackers.PerKind} connections of each kind ({string.Join(", ", AttackKind.All.Select(kind => kind.Name))}), which come back within a second when they are closed.\n\n| round | | p50 ms | p99 ms | server's processor | attackers' connections | refused | let in and closed | MB they sent |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"));
        var (quiet, attacked) = (new List<double>(), new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            quiet.Add(Drive(text, run, server, round, duration, null));
            using var attackers = Attackers.Begin(server.Address, new IPAddress([127, 0, 2, (byte)round]), AttackKind.All);
            attacked.Add(Drive(text, run, server, round, duration, attackers));
        }

        quiet.Sort();
        attacked.Sort();
        var (before, after) = (quiet[rounds / 2], attacked[rounds / 2]);
        text.Append(CultureInfo.InvariantCulture, $"\nMedians of the p99: {before:0.0} ms quiet, {after:0.0} ms under attack: {100 * (after / before - 1):+0;-0} %. Every publication reached every honest client once.\n");
        return text.Append(await KindsAsync(target, placement, TimeSpan.FromSeconds(3))).ToString();
    }

    private static double Drive(StringBuilder text, LoadRun run, ServerProcess server, int round, TimeSpan duration, Attackers? attackers)
    {
        var before = server.ProcessorTime;
        var (_, _, elapsed, latencies) = run.Drive(duration);
        var processor = (server.ProcessorTime - before) / elapsed;
        var p99 = latencies.Percentile(0.99).TotalMilliseconds;
        text.Append(CultureInfo.InvariantCulture, $"| {round} | {(attackers is null ? "quiet" : "attacked")} | {latencies.Percentile(0.5).TotalMilliseconds:0.0} | {p99:0.0} | {100 * processor:0} % | {attackers?.Opened ?? 0} | {attackers?.Refused ?? 0} | {attackers?.Closed ?? 0} | {(attackers?.SentBytes ?? 0) / 1e6:0.0} |\n");
        return p99;
    }

    // What each kind costs where no limit of an address is in its way.
    private static async Task<string> KindsAsync(Target target, Placement placement, TimeSpan duration)
    {
        using var server = await ServerProcess.StartAsync(target with { Arguments = [] }, placement);
        using (Attackers.Begin(server.Address, IPAddress.Loopback, AttackKind.All))
            await Task.Delay(duration * 2, TimeProvider.System);
        var text = new StringBuilder("\n## What each kind costs the server\n\nAlone, where no limit of an address holds.\n\n| kind | connections | closed | MB sent | server's processor | ms a connection |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach (var kind in AttackKind.All)
        {
            await Task.Delay(TimeSpan.FromSeconds(2.5), TimeProvider.System);
            var before = server.ProcessorTime;
            var attackers = Attackers.Begin(server.Address, IPAddress.Loopback, [kind]);
            await Task.Delay(duration, TimeProvider.System);
            attackers.Dispose();
            var used = server.ProcessorTime - before;
            text.Append(CultureInfo.InvariantCulture, $"| {kind.Name} | {attackers.Opened} | {attackers.Closed} | {attackers.SentBytes / 1e6:0.0} | {100 * (used / duration):0} % | {used.TotalMilliseconds / Math.Max(1, attackers.Opened):0.0} |\n");
        }

        return text.ToString();
    }
}
