using System.Globalization;
using System.Text;

namespace RealtimeHub.Load;

/// <summary>Writes the results for people: medians with least and greatest, then every round.</summary>
internal static class Report
{
    /// <summary>A pinned server and generator alone make a load of 2.</summary>
    private const double QuietLoad = 3;

    /// <param name="measurements">Of all rounds.</param>
    /// <param name="cases">In the order of the report.</param>
    /// <param name="date">When the run ended.</param>
    /// <param name="revision">Of what was measured.</param>
    /// <param name="loadBefore">The machine's load average before the run.</param>
    public static string Write(IReadOnlyList<Measurement> measurements, IReadOnlyList<LoadCase> cases, DateTimeOffset date, string revision, double loadBefore)
    {
        var text = Begin("Fan-out", date, revision, loadBefore);
        var rounds = measurements.Select(measurement => measurement.Round).Distinct().Count();
        text.Append(CultureInfo.InvariantCulture, $"\nMedians of {rounds} interleaved rounds (least–greatest). Every delivery was counted and none was lost.\n");
        foreach (var load in cases)
            WriteCase(text, load, [.. measurements.Where(measurement => measurement.Case == load.Name)]);
        WriteRounds(text, measurements);
        return text.ToString();
    }

    /// <summary>Puts the circumstances before figures.</summary>
    public static string Write(string title, string figures, DateTimeOffset date, string revision, double loadBefore) =>
        Begin(title, date, revision, loadBefore).Append('\n').Append(figures).ToString();

    private static StringBuilder Begin(string title, DateTimeOffset date, string revision, double loadBefore)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {title}, {date:yyyy-MM-dd HH:mm} UTC\n\n");
        foreach (var fact in Machine.Facts().Append($"Revision: {revision}"))
            text.Append("- ").Append(fact).Append('\n');
        var loadAfter = Machine.LoadAverage();
        text.Append(CultureInfo.InvariantCulture, $"- Load average before and after the run: {loadBefore:0.0}, {loadAfter:0.0}\n");
        if (Math.Max(loadBefore, loadAfter) > QuietLoad)
            text.Append("\n**The machine was doing other work meanwhile.** Rates and percentiles say little; compare processor times, and those with care.\n");
        return text;
    }

    private static void WriteCase(StringBuilder text, LoadCase load, IReadOnlyList<Measurement> measurements)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## {load.Name}: {load.Describe()}\n\n");
        text.Append("| server | cores | processor µs a delivery | × raw SignalR | deliveries/s | p50 ms | p99 ms | generator busy |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var target in measurements.GroupBy(measurement => (measurement.Cores, measurement.Target)).OrderBy(target => target.Key.Cores))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {target.Key.Target} | {target.Key.Cores} | {Spread(target, one => one.ProcessorPerDelivery, "0.00")} ");
            text.Append(CultureInfo.InvariantCulture, $"| {ToRaw(target, measurements)} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Spread(target, one => one.DeliveriesPerSecond, "#,0")} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Spread(target, one => one.Median.TotalMilliseconds, "0.0")} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Spread(target, one => one.NinetyNinth.TotalMilliseconds, "0.0")} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Spread(target, one => one.GeneratorLoad * 100, "0")} % |\n");
        }
    }

    private static void WriteRounds(StringBuilder text, IEnumerable<Measurement> measurements)
    {
        text.Append("\n## Every round\n\n| round | case | server | cores | publishes | deliveries | s | µs a delivery | p50 ms | p99 ms |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var one in measurements)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {one.Round} | {one.Case} | {one.Target} | {one.Cores} | {one.Publishes} | {one.Deliveries} | {one.Elapsed.TotalSeconds:0.00} ");
            text.Append(CultureInfo.InvariantCulture, $"| {one.ProcessorPerDelivery:0.00} | {one.Median.TotalMilliseconds:0.0} | {one.NinetyNinth.TotalMilliseconds:0.0} |\n");
        }
    }

    // The medians' ratio, with as many cores; nothing where raw SignalR did not run.
    private static string ToRaw(IGrouping<(int Cores, string Target), Measurement> measured, IEnumerable<Measurement> all)
    {
        var raw = Sorted(all.Where(one => one.Target == LoadOptions.RawSignalR && one.Cores == measured.Key.Cores), one => one.ProcessorPerDelivery);
        return raw.Count == 0 ? "–" : (Median(Sorted(measured, one => one.ProcessorPerDelivery)) / Median(raw)).ToString("0.00", CultureInfo.InvariantCulture);
    }

    private static string Spread(IEnumerable<Measurement> measurements, Func<Measurement, double> figure, string format)
    {
        var sorted = Sorted(measurements, figure);
        return $"{Text(Median(sorted))} ({Text(sorted[0])}–{Text(sorted[^1])})";

        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
    }

    private static List<double> Sorted(IEnumerable<Measurement> measurements, Func<Measurement, double> figure) => [.. measurements.Select(figure).Order()];

    private static double Median(List<double> sorted)
    {
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
