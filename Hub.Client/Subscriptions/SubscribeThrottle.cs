using RealtimeHub.Shared;

namespace RealtimeHub.Client.Subscriptions;

/// <summary>
/// How fast to subscribe on one connection: in large batches until the server refuses one as too many, then in small ones
/// with the wait that it asks for. Refusals that come one after another would cost the connection.
/// </summary>
internal sealed class SubscribeThrottle
{
    /// <summary>The most that one call may ask for.</summary>
    public const int MaxBatch = 200;

    /// <summary>As many as a server grants within a second, by default.</summary>
    public const int SmallBatch = 10;

    private TimeSpan wait;

    /// <summary>How many subscriptions to ask for at once.</summary>
    public int BatchSize { get; private set; } = MaxBatch;

    /// <summary>A subscription, or a whole call, was refused.</summary>
    public void Refused(HubCallException refusal)
    {
        if (refusal.Code != ErrorCode.RateLimited)
            return;
        BatchSize = SmallBatch;
        if (refusal.RetryAfter > wait)
            wait = refusal.RetryAfter.Value;
    }

    /// <summary>The wait before the next call; counts once.</summary>
    public TimeSpan TakeWait()
    {
        var taken = wait;
        wait = TimeSpan.Zero;
        return taken;
    }
}
