using System.Globalization;
using System.Text;
using RealtimeHub.Server.Engines;

namespace RealtimeHub.Microbench.Journal;

/// <summary>The journal, the plain loop and Redis in interleaved rounds.</summary>
internal sealed class AppendComparison(string folder, int rounds, TimeSpan length, int[] inFlights)
{
    private readonly Dictionary<(string Setting, int InFlight, string Who), List<Sample>> samples = [];
    private int run;

    public async Task<string> RunAsync()
    {
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var synced in new[] { true, false })
            {
                foreach (var inFlight in inFlights)
                    await RoundAsync(synced, inFlight, counts: round > 0);
            }
        }

        return Table();
    }

    private async Task RoundAsync(bool synced, int inFlight, bool counts)
    {
        var setting = synced ? "synced" : "relaxed";
        var journal = await JournalLoad.RunAsync(Fresh(), inFlight, synced ? Durability.Durable : Durability.Relaxed, length);
        var plain = PlainLoop.Run(Fresh(), journal.Batch, journal.BatchBytes, synced, length);
        Sample? redis = null;
        if (RedisLoad.IsInstalled)
        {
            using var server = await RedisLoad.StartAsync(Fresh(), synced ? "always" : "everysec");
            redis = await server.RunAsync(inFlight, length);
        }

        if (!counts)
            return;
        Add(setting, inFlight, "journal", journal);
        Add(setting, inFlight, "plain loop", plain);
        if (redis is not null)
            Add(setting, inFlight, synced ? "redis, always" : "redis, everysec", redis);
        Console.Error.WriteLine($"{setting} {inFlight}: journal {journal.PerSecond:F0}/s plain {plain.PerSecond:F0}/s redis {redis?.PerSecond:F0}/s batch {journal.Batch:F0}");
    }

    private void Add(string setting, int inFlight, string who, Sample sample)
    {
        if (!samples.TryGetValue((setting, inFlight, who), out var list))
            samples.Add((setting, inFlight, who), list = []);
        list.Add(sample);
    }

    private string Fresh() => Path.Combine(folder, $"{run++}");

    private string Table()
    {
        var table = new StringBuilder("""
            | setting | in flight | who | appends/s, median (min–max) | p50 µs | p99 µs | appends a write | processor µs an append | allocated bytes an append | journal ÷ this |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |

            """);
        foreach (var ((setting, inFlight, who), list) in samples)
        {
            var mine = samples[(setting, inFlight, "journal")].Select(sample => sample.PerSecond);
            var ratio = Median(mine.Zip(list, (journal, other) => journal / other.PerSecond));
            table.AppendLine(CultureInfo.InvariantCulture,
                $"| {setting} | {inFlight:N0} | {who} | {Median(list.Select(s => s.PerSecond)):N0} ({list.Min(s => s.PerSecond):N0}–{list.Max(s => s.PerSecond):N0}) | {Latency(who, list, s => s.P50)} | {Latency(who, list, s => s.P99)} | {Batch(list)} | {Cost(list, s => s.ProcessorTime, "F2")} | {Cost(list, s => s.Allocated, "F0")} | {ratio:F2} |");
        }

        return table.ToString();
    }

    // The loop has nobody who waits for an append.
    private static string Latency(string who, List<Sample> list, Func<Sample, double> value) =>
        who == "plain loop" ? "–" : Median(list.Select(value)).ToString("N0", CultureInfo.InvariantCulture);

    private static string Batch(List<Sample> list) =>
        list[0].Batch == 0 ? "–" : Median(list.Select(sample => sample.Batch)).ToString("F1", CultureInfo.InvariantCulture);

    // Redis' own processor time is not ours to see.
    private static string Cost(List<Sample> list, Func<Sample, double> value, string format) =>
        list[0].ProcessorTime == 0 ? "–" : Median(list.Select(value)).ToString(format, CultureInfo.InvariantCulture);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
