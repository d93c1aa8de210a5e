namespace RealtimeHub.Server.Channels.Limits;

/// <summary>
/// Lets so many things happen a second, and a burst of them at once after a quiet time. Not for several threads at a time.
/// </summary>
internal sealed class TokenBucket
{
    private readonly double rate;
    private readonly double burst;
    private double tokens;
    private TimeSpan filled;

    /// <param name="rate">How many a second; 0 lifts the limit.</param>
    /// <param name="burst">How many at once after a quiet time, at least 1.</param>
    /// <param name="now">The time since some fixed moment, as in every later call.</param>
    public TokenBucket(double rate, double burst, TimeSpan now)
    {
        this.rate = rate;
        this.burst = Math.Max(burst, 1);
        tokens = this.burst;
        filled = now;
    }

    /// <summary>Whether it has filled up again, so that a new one would do the same.</summary>
    public bool IsFull(TimeSpan now) => rate == 0 || tokens + ((now - filled).TotalSeconds * rate) >= burst;

    /// <summary>Takes one, or says how long to wait for one. A refusal costs nothing.</summary>
    public bool TryTake(TimeSpan now, out TimeSpan retryAfter) => TryTake(1, now, out retryAfter);

    /// <summary>Takes several at once. More than the burst can hold are let through when it is full, and paid for afterwards.</summary>
    public bool TryTake(int count, TimeSpan now, out TimeSpan retryAfter)
    {
        if (!Has(count, now, out retryAfter))
            return false;
        tokens -= rate == 0 ? 0 : count;
        return true;
    }

    /// <summary>Whether several could be taken, or how long to wait for them. Takes nothing.</summary>
    public bool Has(int count, TimeSpan now, out TimeSpan retryAfter)
    {
        retryAfter = TimeSpan.Zero;
        if (rate == 0)
            return true;
        Fill(now);
        var missing = Math.Min(count, burst) - tokens;
        // The sum of many small fillings may fall short of the whole by a rounding error.
        if (missing <= 1e-9)
            return true;
        retryAfter = TimeSpan.FromSeconds(missing / rate);
        return false;
    }

    private void Fill(TimeSpan now)
    {
        if (now <= filled)
            return;
        tokens = Math.Min(burst, tokens + ((now - filled).TotalSeconds * rate));
        filled = now;
    }
}
