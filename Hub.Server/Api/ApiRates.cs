using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Identity;

namespace RealtimeHub.Server.Api;

/// <summary>How many feed updates each API key publishes; all administrators count as one. May be used from any thread.</summary>
internal sealed class ApiRates(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly long start = time.GetTimestamp();

    // Bounded: one for each configured key.
    private readonly Dictionary<string, TokenBucket> buckets = new(StringComparer.Ordinal);

    /// <summary>Takes updates that come at once; the refusal says when they may come.</summary>
    public Refusal? Take(ApiCaller caller, int updates) =>
        TryTake(caller, updates, out var retryAfter)
            ? null
            : Refusal.RateLimited($"feed updates; the limit is {caller.UpdatesPerSecond} a second", retryAfter, caller.UpdatesPerSecond);

    /// <summary>Waits until updates of a stream may be published.</summary>
    public async ValueTask WaitAsync(ApiCaller caller, int updates, CancellationToken cancellationToken)
    {
        while (!TryTake(caller, updates, out var retryAfter))
            await Task.Delay(retryAfter, time, cancellationToken);
    }

    private bool TryTake(ApiCaller caller, int updates, out TimeSpan retryAfter)
    {
        lock (gate)
        {
            var now = time.GetElapsedTime(start);
            var key = caller.Name ?? "";
            if (!buckets.TryGetValue(key, out var bucket))
                buckets[key] = bucket = new TokenBucket(caller.UpdatesPerSecond, caller.UpdatesPerSecond, now);
            return bucket.TryTake(Math.Max(1, updates), now, out retryAfter);
        }
    }
}
