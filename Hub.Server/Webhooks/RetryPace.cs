namespace RealtimeHub.Server.Webhooks;

/// <summary>How long to wait after a failure: twice as long each time, and at random up to half of it less, so that a receiver that returns does not get everything at once.</summary>
internal sealed class RetryPace(TimeSpan first, TimeSpan longest, Random random)
{
    private readonly Lock gate = new();

    /// <param name="failures">How many tries have failed, at least 1.</param>
    /// <param name="asked">How long the receiver asked to wait; zero when it did not.</param>
    public TimeSpan Next(int failures, TimeSpan asked)
    {
        var full = first.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 60) - 1);
        double share;
        lock (gate)
            share = 1 - (random.NextDouble() / 2);
        var wait = Math.Min(full, longest.TotalMilliseconds) * share;
        return TimeSpan.FromMilliseconds(Math.Min(Math.Max(wait, asked.TotalMilliseconds), longest.TotalMilliseconds));
    }
}
