using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Subscribing;

/// <summary>
/// Catching up in log mode. The call itself reads the log page by page and writes it under the connection's own
/// backpressure until it meets the head, and goes live there; nothing live is queued for the subscription meanwhile, so a
/// slow reader can't overflow on its own replay.
/// </summary>
internal sealed class LogReplay(IEngine engine, LimitOptions limits, TimeProvider time) : IReplay
{
    private const int PageSize = 256;

    public async ValueTask<Outcome<ReplayPlan>> PlanAsync(ChannelName channel, SubscribeRequest request, CancellationToken cancellationToken)
    {
        if (request.Since is not { } since)
            return await PlanLastAsync(channel, request.Last ?? 0, cancellationToken);

        var page = await engine.ReadLogAsync(channel, new LogQuery { After = since.Offset, Limit = 1 }, cancellationToken);
        var onGap = request.OnGap ?? OnGap.Reset;
        if (await FindGapAsync(channel, since, page, cancellationToken) is not { } reason)
            return new ReplayPlan(page.Position.At(since.Offset), page.Head) { Recovered = true, OnGap = onGap };

        var after = reason == GapReason.Epoch ? 0 : since.Offset;
        switch (onGap)
        {
            case OnGap.Fail:
                return Lost(channel, since.Offset, reason, page);
            case OnGap.Tail:
                var start = await TailStartAsync(channel, page, cancellationToken);
                return new ReplayPlan(page.Position.At(start), page.Head) { Gap = GapBetween(after, start, reason), OnGap = onGap };
            default:
                return new ReplayPlan(page.Position, page.Head) { Gap = GapBetween(after, page.Head, reason) };
        }
    }

    public async ValueTask<Outcome<Replayed>> RunAsync(LiveSubscription subscription, ReplayPlan plan, IChannelClient client, CancellationToken cancellationToken)
    {
        var live = subscription.Listening!.Channel;
        var onGap = plan.OnGap;
        var (at, recovered, gap) = (plan.Start, plan.Recovered, plan.Gap);
        var settleGuard = new EpochSettleGuard(time);
        while (!live.TryGoLive(subscription, at))
        {
            var page = await engine.ReadLogAsync(live.Name, new LogQuery { After = at.Offset, Limit = PageSize }, cancellationToken);
            if (onGap == OnGap.Fail && (page.Epoch != at.Epoch || page.FirstOffset > at.Offset + 1))
                return Lost(live.Name, at.Offset, page.Epoch != at.Epoch ? GapReason.Epoch : GapReason.Retention, page);
            if (page.Epoch != at.Epoch)
            {
                (at, recovered, gap) = (page.Position, false, GapBetween(0, page.Head, GapReason.Epoch));
                continue;
            }

            if (page.FirstOffset > at.Offset + 1)
            {
                // History was cut while a slow reader was being caught up.
                var start = onGap == OnGap.Tail ? page.FirstOffset - 1 : page.Head;
                (recovered, gap) = (false, GapBetween(gap?.After ?? at.Offset, start, GapReason.Retention));
                at = at.At(start);
                continue;
            }

            await settleGuard.AfterReadingAsync(at, cancellationToken);
            foreach (var publication in page.Publications)
            {
                // Also ahead of the first: the page may have been read after the right was taken away.
                if (subscription.Ended)
                    break;
                await client.Publication(publication);
                at = at.At(publication.Offset);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        return new Replayed(at, recovered, gap);
    }

    private static Refusal Lost(ChannelName channel, long offset, GapReason reason, LogPage page) =>
        Refusal.PositionLost(channel, offset, reason, $"it has {page.FirstOffset} to {page.Head}");

    private static Gap? GapBetween(long after, long start, GapReason reason) =>
        start > after || reason == GapReason.Epoch ? new Gap(after, start + 1, reason) : null;

    private async ValueTask<ReplayPlan> PlanLastAsync(ChannelName channel, int last, CancellationToken cancellationToken)
    {
        var page = await engine.ReadLogAsync(channel, new LogQuery { Limit = 1 }, cancellationToken);
        if (last == 0)
            return new ReplayPlan(page.Position, page.Head);
        var wanted = Math.Max(page.Head - last, page.FirstOffset - 1);
        var possible = await TailStartAsync(channel, page, cancellationToken);
        return possible <= wanted
            ? new ReplayPlan(page.Position.At(wanted), page.Head)
            : new ReplayPlan(page.Position.At(possible), page.Head) { Gap = GapBetween(wanted, possible, GapReason.Limit) };
    }

    private async ValueTask<GapReason?> FindGapAsync(ChannelName channel, Position since, LogPage page, CancellationToken cancellationToken)
    {
        // "Before anything" holds in every epoch.
        if (since != Position.None && (since.Epoch != page.Epoch || since.Offset > page.Head))
            return GapReason.Epoch;
        if (since.Offset + 1 < page.FirstOffset)
            return GapReason.Retention;
        return await ExceedsReplayAsync(channel, since.Offset, page.Head, cancellationToken) ? GapReason.Limit : null;
    }

    private async ValueTask<bool> ExceedsReplayAsync(ChannelName channel, long after, long head, CancellationToken cancellationToken)
    {
        var count = head - after;
        if (limits.ReplayPublications > 0 && count > limits.ReplayPublications)
            return true;
        if (limits.ReplayBytes == 0 || (limits.MaxMessageBytes > 0 && count * limits.MaxMessageBytes <= limits.ReplayBytes))
            return false;

        // Only now the sizes matter: they are summed before anything is written, so that the answer is all or nothing.
        var bytes = 0L;
        for (var at = after; at < head;)
        {
            var page = await engine.ReadLogAsync(channel, new LogQuery { After = at, Limit = PageSize }, cancellationToken);
            if (page.Publications.Count == 0)
                break;
            bytes += page.Publications.Sum(publication => (long)publication.Data.Length);
            if (bytes > limits.ReplayBytes)
                return true;
            at = page.Publications[^1].Offset;
        }

        return false;
    }

    /// <summary>The offset behind which everything fits into one replay.</summary>
    private async ValueTask<long> TailStartAsync(ChannelName channel, LogPage newest, CancellationToken cancellationToken)
    {
        var count = 0;
        var bytes = 0L;
        var start = newest.Head;
        while (start >= newest.FirstOffset)
        {
            var page = await engine.ReadLogAsync(channel, new LogQuery { Before = start + 1, Limit = PageSize }, cancellationToken);
            foreach (var publication in page.Publications.Reverse())
            {
                count++;
                bytes += publication.Data.Length;
                if ((limits.ReplayPublications > 0 && count > limits.ReplayPublications) || (limits.ReplayBytes > 0 && bytes > limits.ReplayBytes))
                    return start;
                start = publication.Offset - 1;
            }

            if (!page.HasMore)
                break;
        }

        return start;
    }
}
