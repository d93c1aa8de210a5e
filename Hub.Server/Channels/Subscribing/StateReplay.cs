using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Subscribing;

/// <summary>
/// Catching up in state mode: the present value of every key that changed, in order of their offsets, until the head is
/// met; so the offset of each is one to come back with.
/// </summary>
internal sealed class StateReplay(IEngine engine, TimeProvider time)
{
    private const int PageSize = 256;

    public async ValueTask<Outcome<ReplayPlan>> PlanAsync(ChannelName channel, SubscribeRequest request, CancellationToken cancellationToken)
    {
        var page = await engine.ReadStateAsync(channel, new StateQuery { ChangedAfter = long.MaxValue, Limit = 1 }, cancellationToken);
        if (request.Since is not { } since)
        {
            var from = request.Last is { } last ? Math.Max(0, page.Head - last) : 0;
            return new ReplayPlan(page.Position.At(from), page.Head) { IsWholeState = from == 0 };
        }

        // Whoever never had a position holds nothing and misses no removal. Offset 0 of an epoch is a position: live values may
        // have come behind it.
        if (since == Position.None)
            return new ReplayPlan(page.Position.At(0), page.Head) { Recovered = true, IsWholeState = true };

        GapReason? reason = since.Epoch != page.Epoch || since.Offset > page.Head ? GapReason.Epoch
            : since.Offset < page.ForgottenUpTo ? GapReason.Retention
            : null;
        if (reason is null)
            return new ReplayPlan(page.Position.At(since.Offset), page.Head) { Recovered = true };
        if (request.OnGap == OnGap.Fail)
            return new Refusal(ErrorCode.PositionLost, $"{channel.Brief()} can't be continued from offset {since.Offset} ({reason.Value.ToString().ToLowerInvariant()}); subscribe without since for its present state");
        var after = reason == GapReason.Epoch ? 0 : since.Offset;
        return new ReplayPlan(page.Position.At(0), page.Head) { IsWholeState = true, Gap = new Gap(after, page.Head + 1, reason.Value) };
    }

    public async ValueTask<Replayed> RunAsync(LiveChannel live, Subscription subscription, ReplayPlan plan, IChannelClient client, CancellationToken cancellationToken)
    {
        var (at, recovered, gap) = (plan.Start, plan.Recovered, plan.Gap);
        var knownFrom = plan.IsWholeState ? plan.Head : 0;
        if (gap is not null)
            await client.Reset(new Reset(live.Name, at.At(plan.Head), gap, gap.Reason));
        var patience = new Patience(time);
        while (!live.TryGoLive(subscription, at))
        {
            var page = await engine.ReadStateAsync(live.Name, QueryAfter(at.Offset, subscription.Keys), cancellationToken);
            if (page.Epoch != at.Epoch)
            {
                gap = new Gap(0, page.Head + 1, GapReason.Epoch);
                (at, recovered, knownFrom) = (page.Position.At(0), false, page.Head);
                await client.Reset(new Reset(live.Name, page.Position, gap, gap.Reason));
                continue;
            }

            if (page.ForgottenUpTo > Math.Max(at.Offset, knownFrom))
            {
                // A slow reader may hold a key whose removal was forgotten before it was told: all anew.
                gap = new Gap(at.Offset, page.Head + 1, GapReason.Retention);
                (at, recovered, knownFrom) = (at.At(0), false, page.Head);
                await client.Reset(new Reset(live.Name, page.Position, gap, gap.Reason));
                continue;
            }

            await patience.AfterReadingAsync(at, cancellationToken);
            foreach (var entry in page.Entries)
            {
                // A key that was gone before the whole state was read is news only to who goes on from before it.
                if (entry.Removed != true || recovered || entry.Offset > knownFrom)
                    await client.Publication(AsSnapshot(entry));
                at = at.At(entry.Offset);
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (!page.HasMore)
                at = at.At(Math.Max(at.Offset, page.Head));
        }

        return new Replayed(at, recovered, gap);
    }

    /// <summary>Writes the present values of some keys as of an offset: what a subscription that widens its keys lacks.</summary>
    public async ValueTask WriteKeysAsync(ChannelName channel, IReadOnlySet<string> keys, long upTo, IChannelClient client, CancellationToken cancellationToken)
    {
        for (var at = 0L; ;)
        {
            var page = await engine.ReadStateAsync(channel, QueryAfter(at, keys), cancellationToken);
            foreach (var entry in page.Entries)
            {
                at = entry.Offset;
                if (at > upTo)
                    return;

                // Removals, too: the subscriber may have had the key before and hold it still.
                await client.Publication(AsSnapshot(entry));
            }

            if (!page.HasMore)
                return;
        }
    }

    private static StateQuery QueryAfter(long offset, IReadOnlySet<string>? keys) =>
        new() { ChangedAfter = offset, Keys = keys, Limit = PageSize };

    private static Publication AsSnapshot(Publication entry) =>
        entry with { Snapshot = entry.Removed == true ? null : true, Resume = entry.Offset };
}
