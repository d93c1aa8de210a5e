namespace RealtimeHub.Client.Connections;

/// <summary>
/// Exponential back-off with full jitter: each wait is anywhere between nothing and a bound that doubles, so that many
/// clients that lost the same server do not come back in step.
/// </summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, Random random)
{
    private int attempts;

    /// <summary>The next wait.</summary>
    public TimeSpan Next()
    {
        // 2^30 times any sensible first bound is past any longest one, and more would overflow.
        var bound = Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(attempts, 30)));
        attempts++;
        lock (random)
            return TimeSpan.FromMilliseconds(random.NextDouble() * bound);
    }

    /// <summary>Begins again after a connection that held.</summary>
    public void Reset() => attempts = 0;

    /// <summary>Whether nothing has failed since the last connection that held.</summary>
    public bool IsFresh => attempts == 0;
}
