using System.Net;
using System.Threading.RateLimiting;

namespace RealtimeHub.Server.Channels.Limits;

/// <summary>How often each address and all of them together may begin a connection. May be used from any thread; quiet addresses are forgotten.</summary>
internal sealed class NegotiationRates : IDisposable
{
    // A timer of the runtime looks at limiters ten times a second: less than that is not worth a period of its own.
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromMilliseconds(20);

    private readonly LimitOptions options;
    private readonly PartitionedRateLimiter<IPAddress>? addresses;
    private readonly TokenBucketRateLimiter? node;

    public NegotiationRates(LimitOptions options)
    {
        this.options = options;
        if (options.NegotiationsPerSecond > 0)
        {
            var bucket = BucketOf(options.NegotiationsPerSecond, options.NegotiationBurst);
            addresses = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address => RateLimitPartition.GetTokenBucketLimiter(address, _ => bucket));
        }

        if (options.NegotiationsOfNodePerSecond > 0)
            node = new TokenBucketRateLimiter(BucketOf(options.NegotiationsOfNodePerSecond, (int)Math.Max(1, options.NegotiationsOfNodePerSecond)));
    }

    /// <summary>How many negotiations a second an address is allowed.</summary>
    public double PerSecond => options.NegotiationsPerSecond;

    /// <summary>Takes one negotiation of an address, or says how long to wait.</summary>
    public bool TryTake(IPAddress? address, out TimeSpan retryAfter)
    {
        retryAfter = TimeSpan.Zero;
        if (addresses is null || ClientAddress.Of(address, options) is not { } counted)
            return true;
        using var lease = addresses.AttemptAcquire(counted);
        if (!lease.IsAcquired)
            lease.TryGetMetadata(MetadataName.RetryAfter, out retryAfter);
        return lease.IsAcquired;
    }

    /// <summary>Takes one negotiation of this node; false when it has as many a second as it can bear.</summary>
    public bool TryTakeOfNode(IPAddress? address)
    {
        if (address is not null && ClientAddress.Of(address, options) is null)
            return true;
        using var lease = node?.AttemptAcquire();
        return lease?.IsAcquired != false;
    }

    public void Dispose()
    {
        addresses?.Dispose();
        node?.Dispose();
    }

    private static TokenBucketRateLimiterOptions BucketOf(double perSecond, int burst)
    {
        var tokens = Math.Max(1, (int)(perSecond * ShortestPeriod.TotalSeconds));
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = Math.Max(burst, tokens),
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromSeconds(tokens / perSecond),
            QueueLimit = 0,
        };
    }
}
