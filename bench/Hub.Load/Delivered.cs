using System.Globalization;

namespace RealtimeHub.Load;

/// <summary>What one measurement of live values gave.</summary>
/// <param name="Updates">Source updates a second.</param>
/// <param name="Values">Delivered values a second.</param>
/// <param name="Cores">The server's share of a core.</param>
/// <param name="Microseconds">The server's processor time for a delivered value.</param>
/// <param name="P50">Half of the values are not older on arrival, in milliseconds.</param>
/// <param name="P99">99 of 100 are not older.</param>
internal sealed record Delivered(double Updates, double Values, double Cores, double Microseconds, double P50, double P99)
{
    /// <summary>Medians, with the least and the greatest where they are of interest.</summary>
    public static string Describe(IReadOnlyList<Delivered> rounds) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Median(rounds, one => one.Updates):#,0} updates/s in, {Median(rounds, one => one.Values):#,0} values/s out, {Median(rounds, one => one.Cores) * 100:0} % of a core, {Spread(rounds, one => one.Microseconds, "0.00")} µs a delivered value; age of a value p50 {Spread(rounds, one => one.P50, "0")} ms, p99 {Spread(rounds, one => one.P99, "0")} ms");

    public static double Median(IReadOnlyList<Delivered> rounds, Func<Delivered, double> of)
    {
        var sorted = rounds.Select(of).Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Spread(IReadOnlyList<Delivered> rounds, Func<Delivered, double> of, string format) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Median(rounds, of).ToString(format, CultureInfo.InvariantCulture)} ({rounds.Min(of).ToString(format, CultureInfo.InvariantCulture)}–{rounds.Max(of).ToString(format, CultureInfo.InvariantCulture)})");
}
