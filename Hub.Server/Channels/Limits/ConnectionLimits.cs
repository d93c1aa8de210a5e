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
    public bool NoteRefusal()
    {
        lock (gate)
            return refusals.Note(Now);
    }

    /// <summary>The end of a refusal's text.</summary>
    public static string RetryText(TimeSpan retryAfter) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"retry after {Math.Max(1, Math.Ceiling(retryAfter.TotalMilliseconds))} ms");

    private TimeSpan Now => time.GetElapsedTime(start);

    private TokenBucket Fill(LimitedAct act, TimeSpan now)
    {
        var (rate, burst) = act switch
        {
            LimitedAct.Call => (options.CallsPerSecond, 0),
            LimitedAct.Publish => (options.PublishesPerSecond, options.PublishBurst),
            LimitedAct.Signal => (options.SignalsPerSecond, 0),
            LimitedAct.Subscribe => (options.SubscribesPerSecond, options.SubscribeBurst),
            LimitedAct.HistoryRead => (options.HistoryReadsPerSecond, 0),
            LimitedAct.PresenceUpdate => (options.PresenceUpdatesPerSecond, 0),
            LimitedAct.Typing => (options.TypingPerSecond, 0),
            LimitedAct.NewChannel => (options.NewChannelsPerSecond, 0),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
        // Without a burst of its own a second's worth may come at once.
        return new TokenBucket(rate, burst == 0 ? rate : burst, now);
    }
}
