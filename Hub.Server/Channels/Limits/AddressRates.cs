using System.Net;

namespace RealtimeHub.Server.Channels.Limits;

/// <summary>How often each address may negotiate. May be used from any thread; quiet addresses are forgotten.</summary>
internal sealed class AddressRates
{
    /// <summary>How many addresses are kept before the quiet ones are looked for.</summary>
    public const int SweepAt = 1024;

    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, TokenBucket> buckets = [];
    private readonly LimitOptions options;
    private readonly TimeProvider time;
    private readonly long start;
    private int sweepAt = SweepAt;

    public AddressRates(LimitOptions options, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        start = time.GetTimestamp();
    }

    public int Addresses
    {
        get
        {
            lock (gate)
                return buckets.Count;
        }
    }

    /// <summary>Takes one negotiation of an address, or says how long to wait.</summary>
    public bool TryTake(IPAddress? address, out TimeSpan retryAfter)
    {
        retryAfter = TimeSpan.Zero;
        if (address is { IsIPv4MappedToIPv6: true })
            address = address.MapToIPv4();
        if (address is null || options.NegotiationsPerSecond == 0 || (!options.CountLoopback && IPAddress.IsLoopback(address)))
            return true;
        lock (gate)
        {
            var now = time.GetElapsedTime(start);
            if (!buckets.TryGetValue(address, out var bucket))
            {
                Sweep(now);
                buckets.Add(address, bucket = new TokenBucket(options.NegotiationsPerSecond, options.NegotiationBurst, now));
            }

            return bucket.TryTake(now, out retryAfter);
        }
    }

    /// <summary>Looks through all only when their number has doubled, so that a new address costs the same on average.</summary>
    private void Sweep(TimeSpan now)
    {
        if (buckets.Count < sweepAt)
            return;
        foreach (var (address, bucket) in buckets)
        {
            if (bucket.IsFull(now))
                buckets.Remove(address);
        }

        sweepAt = Math.Max(SweepAt, buckets.Count * 2);
    }
}
