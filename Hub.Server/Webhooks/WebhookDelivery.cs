using System.Collections.Concurrent;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Webhooks;

/// <summary>
/// Sends what one channel has for a receiver, in order: an event that fails keeps its channel waiting until it was taken or given up. Used for each channel by one
/// caller at a time.
/// </summary>
internal sealed class WebhookDelivery(
    string webhook,
    WebhookOptions options,
    WebhookEvents events,
    WebhookProgress progress,
    WebhookOccupancy occupancy,
    DeadLetters deadLetters,
    IModuleChannels channels,
    WebhookSender sender,
    WebhookReport report,
    RetryPace pace,
    NodeName node,
    ServerCounters counters,
    TimeProvider time)
{
    private readonly LogEvents log = new(channels, webhook, time);

    // What has failed last: as many as channels wait for another try.
    private readonly ConcurrentDictionary<ChannelName, Attempt> failing = new();

    /// <summary>How many channels wait for another try.</summary>
    public int Failing => failing.Count;

    /// <summary>Whether the channel's log has something that was not dealt with.</summary>
    public async ValueTask<bool> HasNewsAsync(ChannelName channel, CancellationToken cancellationToken) =>
        events.LogEventOf(channel) is { } kind && progress.Of(channel) is { } from
        && await log.ReadAsync(channel, kind, from, cancellationToken) is { } page && (page.Events.Count > 0 || page.HasMore || page.Missing > 0);

    /// <summary>Sends all there is now.</summary>
    /// <returns>When the channel is to be looked at again; null when there is no more.</returns>
    public async ValueTask<Again?> RunAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        while (occupancy.NewsOf(channel) is var (isOccupied, wait) && wait == TimeSpan.Zero)
        {
            if (await PassAsync(OccupancyEvent(channel, isOccupied), cancellationToken) is { } retry)
                return new Again(retry, IsRetry: true);
            await occupancy.TellAsync(channel, isOccupied, cancellationToken);
        }

        if (events.LogEventOf(channel) is { } kind && progress.Of(channel) is { } from && await SendLogAsync(channel, kind, from, cancellationToken) is { } delay)
            return new Again(delay, IsRetry: true);

        // What failed may be no news any more: a channel that is as the receiver knows it again.
        failing.TryRemove(channel, out _);
        return occupancy.NewsOf(channel) is var (_, later) ? new Again(later, IsRetry: false) : null;
    }

    private async ValueTask<TimeSpan?> SendLogAsync(ChannelName channel, LogEvent kind, Position from, CancellationToken cancellationToken)
    {
        for (var hasMore = true; hasMore;)
        {
            var page = await log.ReadAsync(channel, kind, from, cancellationToken);
            if (page.Missing > 0)
            {
                counters.WebhookEvent(WebhookOutcome.Lost, page.Missing);
                report.Lost(page.Missing);
            }

            foreach (var (one, done) in page.Events)
            {
                if (await PassAsync(one, cancellationToken) is { } retry)
                    return retry;
                await progress.MoveAsync(channel, from = done, cancellationToken);
            }

            if (page.UpTo != from)
                await progress.MoveAsync(channel, from = page.UpTo, cancellationToken);
            hasMore = page.HasMore;
        }

        return null;
    }

    // Null when the event has been dealt with: taken, given up, or of a type that this webhook doesn't send.
    private async ValueTask<TimeSpan?> PassAsync(WebhookEvent one, CancellationToken cancellationToken)
    {
        if (!events.Sends(one.Type))
            return null;
        var before = failing.TryGetValue(one.Channel, out var known) && known.Event.Type == one.Type && (known.Event.Id == one.Id || IsOccupancy(one)) ? known : new Attempt(one, 0, time.GetTimestamp());
        var result = await sender.SendAsync(before.Event, cancellationToken);
        if (result.Delivered)
        {
            failing.TryRemove(one.Channel, out _);
            counters.WebhookEvent(WebhookOutcome.Delivered);
            report.Delivered();
            return null;
        }

        var failed = before with { Attempts = before.Attempts + 1 };
        counters.WebhookEvent(WebhookOutcome.Failed);
        report.Failed(result.Reason);
        if (time.GetElapsedTime(failed.Since) < options.RetryFor)
        {
            failing[one.Channel] = failed;
            return pace.Next(failed.Attempts, result.RetryAfter);
        }

        failing.TryRemove(one.Channel, out _);
        await GiveUpAsync(failed, result.Reason, cancellationToken);
        return null;
    }

    private async ValueTask GiveUpAsync(Attempt failed, string reason, CancellationToken cancellationToken)
    {
        var one = failed.Event;
        var letter = new DeadLetter(one.Id, one.Type, one.Channel, one.Time, time.GetUtcNow().ToUnixTimeMilliseconds(), failed.Attempts, reason, new Payload(PayloadEncoding.Json, one.Body));
        if (await deadLetters.AddAsync(letter, cancellationToken))
            counters.WebhookEvent(WebhookOutcome.Lost);
        counters.WebhookEvent(WebhookOutcome.Dead);
        report.GivenUp(one.Id, failed.Attempts, reason);
    }

    private WebhookEvent OccupancyEvent(ChannelName channel, bool isOccupied)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var type = isOccupied ? WebhookEvents.Occupied : WebhookEvents.Vacated;
        return WebhookEvent.Of(webhook, type, channel, now, $"{node.Value}\n{now}", new WebhookData(channel, Node: node.Value));
    }

    private static bool IsOccupancy(WebhookEvent one) => one.Type is WebhookEvents.Occupied or WebhookEvents.Vacated;

    private sealed record Attempt(WebhookEvent Event, int Attempts, long Since);
}

/// <summary>When a channel is to be looked at again.</summary>
/// <param name="In">The time until then.</param>
/// <param name="IsRetry">Whether something failed, so that nothing new brings it forward.</param>
internal readonly record struct Again(TimeSpan In, bool IsRetry);
