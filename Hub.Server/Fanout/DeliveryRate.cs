namespace RealtimeHub.Server.Fanout;

/// <summary>What a channel delivers a second, as the mean of the last ten whole seconds. Not thread-safe: its owner's lock guards it.</summary>
internal sealed class DeliveryRate
{
    private const int Seconds = 10;
    private readonly (long Count, long Bytes)[] ring = new (long, long)[Seconds + 1];
    private long second;

    /// <summary>Counts publications.</summary>
    /// <param name="now">The time since any fixed moment.</param>
    /// <param name="count">How many.</param>
    /// <param name="bytes">The bytes of their values.</param>
    public void Add(TimeSpan now, int count, long bytes)
    {
        Advance(now);
        ref var present = ref ring[second % ring.Length];
        present = (present.Count + count, present.Bytes + bytes);
    }

    /// <summary>Publications and bytes a second. The second that runs is not in it, so that a steady rate reads steadily.</summary>
    public (double Publications, double Bytes) Read(TimeSpan now)
    {
        Advance(now);
        long count = 0, bytes = 0;
        for (var ago = 1; ago <= Seconds; ago++)
        {
            if (second - ago < 0)
                break;
            var (publications, size) = ring[(second - ago) % ring.Length];
            (count, bytes) = (count + publications, bytes + size);
        }

        return ((double)count / Seconds, (double)bytes / Seconds);
    }

    private void Advance(TimeSpan now)
    {
        var current = now.Ticks / TimeSpan.TicksPerSecond;
        for (var step = Math.Max(second + 1, current - Seconds); step <= current; step++)
            ring[step % ring.Length] = default;
        second = Math.Max(second, current);
    }
}
