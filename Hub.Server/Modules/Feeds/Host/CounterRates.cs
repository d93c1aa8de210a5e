namespace RealtimeHub.Server.Modules.Feeds.Host;

/// <summary>
/// Rates of counters that only grow, summed over devices. A counter that fell (the device was reset, or the counter
/// wrapped) and a device that is new count as no growth, so a rate is never negative and never a lifetime's worth.
/// </summary>
internal sealed class CounterRates
{
    private IReadOnlyDictionary<string, long[]>? last;
    private TimeSpan lastTime;

    /// <summary>The growth a second of each counter since the last call; null at the first.</summary>
    public double[]? Next(IReadOnlyDictionary<string, long[]> counters, TimeSpan now)
    {
        var (before, elapsed) = (last, (now - lastTime).TotalSeconds);
        (last, lastTime) = (counters, now);
        if (before is null || elapsed <= 0)
            return null;
        var rates = new double[counters.Values.Select(device => device.Length).DefaultIfEmpty(0).Max()];
        foreach (var (device, counts) in counters)
        {
            if (!before.TryGetValue(device, out var earlier))
                continue;
            for (var i = 0; i < counts.Length; i++)
                rates[i] += Math.Max(0, counts[i] - earlier[i]) / elapsed;
        }

        return rates;
    }
}
