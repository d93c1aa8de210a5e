using RealtimeHub.Shared;

namespace RealtimeHub.Client.Connections;

/// <summary>Decides when to come back after a connection has ended, or could not be made.</summary>
internal sealed class ReconnectPolicy(Backoff backoff, TimeSpan stableAfter)
{
    /// <summary>The wait before the next attempt; null means never.</summary>
    /// <param name="advice">What the server said; null when it said nothing.</param>
    /// <param name="drained">Whether we left because the server asked us to; that wait has been served already.</param>
    /// <param name="lasted">How long the connection held; zero when it was never made.</param>
    /// <param name="retryAfter">How long the server asked to wait when it refused the connection; null where it didn't.</param>
    public TimeSpan? Next(ReconnectAdvice? advice, bool drained, TimeSpan lasted, TimeSpan? retryAfter = null)
    {
        if (advice == ReconnectAdvice.Never)
            return null;
        if (lasted >= stableAfter)
            backoff.Reset();
        // "Now" from a server that closes every connection at once must not become a tight loop.
        var fresh = backoff.IsFresh;
        var wait = backoff.Next();
        if (fresh && (drained || advice == ReconnectAdvice.Now))
            return TimeSpan.Zero;
        return retryAfter is { } asked ? asked + wait : wait;
    }
}
