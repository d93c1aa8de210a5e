using System.Globalization;

namespace RealtimeHub.Server.Channels.Limits;

/// <summary>What a connection does that is limited by rate.</summary>
internal enum LimitedAct
{
    Call,
    Publish,
    Signal,
    Subscribe,
    HistoryRead,
    PresenceUpdate,
    Typing,
    NewChannel,
}

/// <summary>The rates of one connection, and how often it was refused. May be used from any thread.</summary>
internal sealed class ConnectionLimits
{
    private readonly Lock gate = new();
    private readonly TokenBucket?[] buckets = new TokenBucket?[Enum.GetValues<LimitedAct>().Length];
    private readonly RefusalCounter refusals = new();
    private readonly LimitOptions options;
    private readonly TimeProvider time;
    private readonly long start;

    public ConnectionLimits(LimitOptions options, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        start = time.GetTimestamp();
    }

    /// <summary>Takes one act, or says how long to wait.</summary>
    public bool TryTake(LimitedAct act, out TimeSpan retryAfter) => TryTake(act, 1, out retryAfter);

    /// <summary>Takes several at once, all or none.</summary>
    public bool TryTake(LimitedAct act, int count, out TimeSpan retryAfter)
    {
        lock (gate)
        {
            var now = Now;
            // Most connections do few of these things: a bucket is made when its first token is taken.
            return (buckets[(int)act] ??= Fill(act, now)).TryTake(count, now, out retryAfter);
        }
    }

    /// <summary>Notes that the connection was told <c>rate_limited</c>; true when it must be closed as <c>too_many_errors</c>.</summary>
    /// <param name="overAllCalls">Whether it was over the limit of all calls, not of one kind.</param>
    public bool NoteRefusal(bool overAllCalls)
    {
        lock (gate)
            return refusals.Note(Now, overAllCalls);
    }

    /// <summary>What an act is called in refusals, and how often a second it is allowed.</summary>
    public (string What, double PerSecond) RateOf(LimitedAct act)
    {
        var (what, perSecond, _) = Rule(act);
        return (what, perSecond);
    }

    /// <summary>The end of a refusal's text.</summary>
    public static string RetryText(TimeSpan retryAfter) => string.Create(CultureInfo.InvariantCulture, $"retry after {RetryAfterMs(retryAfter)} ms");

    /// <summary>The whole milliseconds after which the call may work, at least 1.</summary>
    public static long RetryAfterMs(TimeSpan retryAfter) => Math.Max(1, (long)Math.Ceiling(retryAfter.TotalMilliseconds));

    private TimeSpan Now => time.GetElapsedTime(start);

    private TokenBucket Fill(LimitedAct act, TimeSpan now)
    {
        var (_, rate, burst) = Rule(act);
        // Without a burst of its own a second's worth may come at once.
        return new TokenBucket(rate, burst == 0 ? rate : burst, now);
    }

    private (string What, double PerSecond, double Burst) Rule(LimitedAct act) => act switch
    {
        LimitedAct.Call => ("calls", options.CallsPerSecond, 0),
        LimitedAct.Publish => ("publishes", options.PublishesPerSecond, options.PublishBurst),
        LimitedAct.Signal => ("signals", options.SignalsPerSecond, 0),
        LimitedAct.Subscribe => ("subscribes", options.SubscribesPerSecond, options.SubscribeBurst),
        LimitedAct.HistoryRead => ("history reads", options.HistoryReadsPerSecond, 0),
        LimitedAct.PresenceUpdate => ("presence updates", options.PresenceUpdatesPerSecond, 0),
        LimitedAct.Typing => ("typing signals", options.TypingPerSecond, 0),
        LimitedAct.NewChannel => ("new channels", options.NewChannelsPerSecond, 0),
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };
}
