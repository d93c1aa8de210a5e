using System.Diagnostics.Metrics;

namespace RealtimeHub.Server.Diagnostics;

/// <summary>Why a value was merged into a later one.</summary>
internal enum MergeCause
{
    /// <summary>Its subscribers asked for fewer values.</summary>
    Rate,

    /// <summary>Its subscriber did not read fast enough.</summary>
    Overflow,
}

/// <summary>What became of an outbox that was full.</summary>
internal enum OverflowOutcome
{
    /// <summary>Values were merged by key.</summary>
    Merged,

    /// <summary>The connection was closed as a slow consumer.</summary>
    Closed,
}

/// <summary>What became of an event for a webhook.</summary>
internal enum WebhookOutcome
{
    /// <summary>The receiver took it.</summary>
    Delivered,

    /// <summary>A try failed.</summary>
    Failed,

    /// <summary>It was given up and is a dead letter.</summary>
    Dead,

    /// <summary>It was lost: history, or the list of dead letters, had no room for it.</summary>
    Lost,
}

/// <summary>Events that are counted with a word for their kind, and durations. Thread-safe.</summary>
internal sealed partial class ServerCounters
{
    private readonly Counter<long> merged;
    private readonly Counter<long> overflows;
    private readonly Counter<long> recoveries;
    private readonly Counter<long> gaps;
    private readonly Counter<long> closes;
    private readonly Counter<long> tokens;
    private readonly Counter<long> refusals;
    private readonly Counter<long> presenceChanges;
    private readonly Counter<long> feedUpdates;
    private readonly Counter<long> engineErrors;
    private readonly Counter<long> webhookEvents;
    private readonly Histogram<double> engineDuration;
    private readonly Histogram<double> deliveryDuration;
    private readonly Histogram<int> fanoutSize;

    /// <summary>Whether anything reads durations of deliveries.</summary>
    public bool TimesDeliveries => deliveryDuration.Enabled;

    /// <summary>Shows every counter with every word at zero, so that the first event is seen as a growth. To be called once something listens.</summary>
    /// <param name="namespaces">The namespaces there are.</param>
    /// <param name="closingCodes">The codes of closes.</param>
    /// <param name="errorCodes">The codes of refusals.</param>
    /// <param name="gapReasons">The reasons of gaps.</param>
    public void Begin(IEnumerable<string> namespaces, IEnumerable<string> closingCodes, IEnumerable<string> errorCodes, IEnumerable<string> gapReasons)
    {
        foreach (var @namespace in namespaces)
            Published(@namespace, 0);
        recoveries.Add(0);
        presenceChanges.Add(0);
        Begin(merged, "cause", ["rate", "overflow"]);
        Begin(overflows, "outcome", ["merged", "closed"]);
        Begin(gaps, "reason", gapReasons);
        Begin(closes, "code", closingCodes);
        Begin(tokens, "outcome", ["accepted", "refused"]);
        Begin(refusals, "code", errorCodes);
        Begin(feedUpdates, "outcome", ["accepted", "ignored"]);
        Begin(webhookEvents, "outcome", ["delivered", "failed", "dead", "lost"]);
        Begin(engineErrors, "operation", ["append", "read_log", "read_state", "compact"]);
    }

    public void Merged(MergeCause cause) => merged.Add(1, Tag("cause", cause == MergeCause.Rate ? "rate" : "overflow"));

    public void Overflowed(OverflowOutcome outcome) => overflows.Add(1, Tag("outcome", outcome == OverflowOutcome.Merged ? "merged" : "closed"));

    /// <summary>A subscription continued from its position without a gap.</summary>
    public void Recovered() => recoveries.Add(1);

    /// <summary>A subscription could not be given everything.</summary>
    public void Gap(string reason) => gaps.Add(1, Tag("reason", reason));

    /// <summary>The server closed a connection.</summary>
    public void Closed(string code) => closes.Add(1, Tag("code", code));

    /// <summary>A token was checked.</summary>
    public void TokenChecked(bool valid) => tokens.Add(1, Tag("outcome", valid ? "accepted" : "refused"));

    /// <summary>A call was refused, over any way in.</summary>
    public void Refused(string code) => refusals.Add(1, Tag("code", code));

    public void PresenceChanged() => presenceChanges.Add(1);

    public void FeedUpdated(int accepted, int ignored)
    {
        feedUpdates.Add(accepted, Tag("outcome", "accepted"));
        feedUpdates.Add(ignored, Tag("outcome", "ignored"));
    }

    public void WebhookEvent(WebhookOutcome outcome, long count = 1) => webhookEvents.Add(count, Tag("outcome", outcome switch
    {
        WebhookOutcome.Delivered => "delivered",
        WebhookOutcome.Failed => "failed",
        WebhookOutcome.Dead => "dead",
        _ => "lost",
    }));

    public void EngineFailed(string operation) => engineErrors.Add(1, Tag("operation", operation));

    public void EngineAnswered(string operation, TimeSpan took) => engineDuration.Record(took.TotalSeconds, Tag("operation", operation));

    /// <summary>A write to a connection has ended.</summary>
    /// <param name="took">From when its oldest callback was there for its receivers.</param>
    public void DeliveryTook(TimeSpan took) => deliveryDuration.Record(took.TotalSeconds);

    /// <summary>Publications went out to a channel's subscriptions.</summary>
    public void FannedOut(int subscribers) => fanoutSize.Record(subscribers);

    private static void Begin(Counter<long> counter, string tag, IEnumerable<string> words)
    {
        foreach (var word in words)
            counter.Add(0, Tag(tag, word));
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new("realtimehub." + name, value);
}
