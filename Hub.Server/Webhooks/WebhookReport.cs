namespace RealtimeHub.Server.Webhooks;

/// <summary>What a webhook tells operators: in the log at most once a minute for each kind, and as it stands now. Names neither addresses nor secrets.</summary>
internal sealed partial class WebhookReport(string webhook, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LogEvery = TimeSpan.FromMinutes(1);
    private readonly Lock gate = new();
    private readonly Dictionary<string, long> logged = [];

    /// <summary>When an event was last delivered, Unix milliseconds.</summary>
    public long? DeliveredTime { get; private set; }

    /// <summary>When a try last failed, Unix milliseconds.</summary>
    public long? FailedTime { get; private set; }

    /// <summary>Why.</summary>
    public string? FailedReason { get; private set; }

    public void Delivered()
    {
        lock (gate)
            DeliveredTime = time.GetUtcNow().ToUnixTimeMilliseconds();
    }

    public void Failed(string reason)
    {
        lock (gate)
            (FailedTime, FailedReason) = (time.GetUtcNow().ToUnixTimeMilliseconds(), reason);
        if (MayLog(nameof(Failed)))
            LogFailed(webhook, reason);
    }

    public void GivenUp(string id, int attempts, string reason)
    {
        if (MayLog(nameof(GivenUp)))
            LogGivenUp(webhook, id, attempts, reason);
    }

    public void Lost(long count)
    {
        if (MayLog(nameof(Lost)))
            LogLost(webhook, count);
    }

    public void Broken(Exception error)
    {
        if (MayLog(nameof(Broken)))
            LogBroken(webhook, error);
    }

    private bool MayLog(string kind)
    {
        lock (gate)
        {
            if (logged.TryGetValue(kind, out var last) && time.GetElapsedTime(last) < LogEvery)
                return false;
            logged[kind] = time.GetTimestamp();
            return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The webhook {Webhook} did not take an event, which is sent again: {Reason}. Further failures are not logged for a minute.")]
    private partial void LogFailed(string webhook, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The webhook {Webhook} did not take event {Id} in {Attempts} tries, and it is a dead letter now: {Reason}. Further ones are not logged for a minute.")]
    private partial void LogGivenUp(string webhook, string id, int attempts, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "History dropped {Count} publications before the webhook {Webhook} took their events; they are lost.")]
    private partial void LogLost(string webhook, long count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The events of a channel for the webhook {Webhook} could not be read or noted; it is tried again.")]
    private partial void LogBroken(string webhook, Exception error);
}
