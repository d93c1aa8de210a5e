namespace RealtimeHub.Microbench.Journal;

/// <summary>What one measurement of one round gave.</summary>
/// <param name="PerSecond">Appends a second.</param>
/// <param name="P50">The median time of one, in microseconds.</param>
/// <param name="P99">The 99th percentile.</param>
/// <param name="Batch">Appends a write, where it is known.</param>
/// <param name="BatchBytes">Bytes a write, where it is known.</param>
/// <param name="ProcessorTime">Microseconds of processor time an append, the load's included, where it is known.</param>
/// <param name="Allocated">Bytes allocated an append, the load's included, where it is known.</param>
internal sealed record Sample(
    double PerSecond, double P50, double P99, double Batch = 0, double BatchBytes = 0, double ProcessorTime = 0, double Allocated = 0)
{
    public static Sample Of(long count, TimeSpan elapsed, List<long> ticks, double batch = 0, double batchBytes = 0)
    {
        ticks.Sort();
        return new Sample(count / elapsed.TotalSeconds, At(0.50), At(0.99), batch, batchBytes);

        double At(double share) => ticks.Count == 0 ? 0
            : ticks[(int)((ticks.Count - 1) * share)] * 1_000_000.0 / System.Diagnostics.Stopwatch.Frequency;
    }
}
