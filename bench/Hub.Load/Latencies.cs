using System.Numerics;

namespace RealtimeHub.Load;

/// <summary>Counts durations in bins of one part in 32, so that any number of them fits and none is left out.</summary>
internal sealed class Latencies
{
    private const int StepsPerDoubling = 32;
    private readonly long[] bins = new long[64 * StepsPerDoubling];

    public long Count { get; private set; }

    public void Add(TimeSpan duration)
    {
        bins[Bin(Math.Max(1, duration.Ticks))]++;
        Count++;
    }

    /// <summary>The duration that this share of all does not pass.</summary>
    public TimeSpan Percentile(double share)
    {
        var wanted = (long)Math.Ceiling(Count * share);
        long seen = 0;
        for (var bin = 0; bin < bins.Length; bin++)
        {
            seen += bins[bin];
            if (seen >= wanted && seen > 0)
                return TimeSpan.FromTicks(Upper(bin));
        }

        return TimeSpan.Zero;
    }

    private static int Bin(long ticks)
    {
        var doublings = BitOperations.Log2((ulong)ticks);
        var fraction = doublings >= 5 ? (int)(ticks >> (doublings - 5)) & 31 : (int)(ticks << (5 - doublings)) & 31;
        return (doublings * StepsPerDoubling) + fraction;
    }

    private static long Upper(int bin)
    {
        var (doublings, fraction) = Math.DivRem(bin, StepsPerDoubling);
        return (long)(Math.Pow(2, doublings) * (1 + ((fraction + 1) / (double)StepsPerDoubling)));
    }
}
