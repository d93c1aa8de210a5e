using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Subscribing;

/// <summary>
/// Catching up in state mode: the present value of every key that changed, in order of their offsets, until the head is
/// met; so the offset of each is one to come back with.
/// </summary>
/// <remarks>
/// What is read may be ahead of what this node has heard. A subscriber that goes live in the midst of it could have a key's value of
/// further on, from another page, other keys or another node, and would then get the older ones live: it goes live only where a
/// reading has come to its end.
/// </remarks>
internal sealed class StateReplay(IEngine engine, TimeProvider time) : IReplay
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

        // A client that never had a position holds nothing and misses no removal. Offset 0 of an epoch is a position: live values may
        // have come behind it.
        if (since == Position.None)
            return new ReplayPlan(page.Position.At(0), page.Head) { Recovered = true, IsWholeState = true };

        GapReason? reason = since.Epoch != page.Epoch || since.Offset > page.Head ? GapReason.Epoch
            : since.Offset < page.ForgottenUpTo ? GapReason.Retention
            : null;
        if (reason is null)
            return new ReplayPlan(page.Position.At(since.Offset), page.Head) { Recovered = true };
        if (request.OnGap == OnGap.Fail)
            return Refusal.PositionLost(channel, since.Offset, reason.Value, "subscribe without since for its present state");
        var after = reason == GapReason.Epoch ? 0 : since.Offset;
        return new ReplayPlan(page.Position.At(0), page.Head) { IsWholeState = true, Gap = new Gap(after, page.Head + 1, reason.Value) };
    }

    public async ValueTask<Outcome<Replayed>> RunAsync(LiveSubscription subscription, ReplayPlan plan, IChannelClient client, CancellationToken cancellationToken)
    {
        var live = subscription.Listening!.Channel;
        var (at, recovered, gap) = (plan.Start, plan.Recovered, plan.Gap);
        var knownFrom = plan.IsWholeState ? plan.Head : 0;
        if (gap is not null)
            await client.Reset(new Reset(live.Name, at.At(plan.Head), gap, gap.Reason));
        subscription.ReadUpTo = Math.Max(subscription.ReadUpTo, plan.Head);
        var settleGuard = new EpochSettleGuard(time);
        var isWhole = at.Offset >= subscription.ReadUpTo;
        while (!isWhole || !live.TryGoLive(subscription, at))
        {
            var page = await engine.ReadStateAsync(live.Name, QueryAfter(at.Offset, subscription.Keys), cancellationToken);
            subscription.ReadUpTo = page.Head;
            isWhole = false;
            if (page.Epoch != at.Epoch)
            {
                gap = new Gap(0, page.Head + 1, GapReason.Epoch);
                (at, recovered, knownFrom) = (page.Position.At(0), false, page.Head);
                await client.Reset(new Reset(live.Name, page.Position, gap, gap.Reason));
                continue;
            }

            if (page.ForgottenUpTo > Math.Max(at.Offset, knownFrom))
            {
                // A slow reader may hold a key whose removal was forgotten before it was sent: everything is sent again.
                gap = new Gap(at.Offset, page.Head + 1, GapReason.Retention);
                (at, recovered, knownFrom) = (at.At(0), false, page.Head);
                await client.Reset(new Reset(live.Name, page.Position, gap, gap.Reason));
                continue;
            }

            await settleGuard.AfterReadingAsync(at, cancellationToken);
            foreach (var entry in page.Entries)
            {
                // The page may have been read after the right was taken away.
                if (subscription.Ended)
                    return new Replayed(at, recovered, gap);

                // A key that was gone before the whole state was read is news only to a client that continues from before it.
                if (entry.Removed != true || recovered || entry.Offset > knownFrom)
                    await client.Publication(AsSnapshot(entry));
                at = at.At(entry.Offset);
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (page.HasMore)
                continue;
            at = at.At(Math.Max(at.Offset, page.Head));
            isWhole = true;
        }

        return new Replayed(at, recovered, gap);
    }

    /// <summary>Writes the present values of some keys as of an offset: what a subscription that widens its keys lacks.</summary>
    public async ValueTask WriteKeysAsync(LiveSubscription subscription, IReadOnlySet<string> keys, long upTo, IChannelClient client, CancellationToken cancellationToken)
    {
        for (var at = 0L; ;)
        {
            var page = await engine.ReadStateAsync(subscription.Listening!.Channel.Name, QueryAfter(at, keys), cancellationToken);
            subscription.ReadUpTo = page.Head;
            foreach (var entry in page.Entries)
            {
                at = entry.Offset;
                if (at > upTo || subscription.Ended)
                    return;

                // Removals, too: the subscriber may have had the key before and hold it still.
                await client.Publication(AsSnapshot(entry));
            }

            if (!page.HasMore)
                return;
        }
    }

    /// <summary>
    /// Gives a live subscription more keys: writes their present values, until the head is met; meanwhile its other keys continue.
    /// </summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="added">The keys that it gets.</param>
    /// <param name="wanted">All its keys.</param>
    /// <param name="resume">Where its other keys were: until all is written, that is the position to come back with.</param>
    /// <param name="client">The client.</param>
    /// <param name="cancellationToken">Cancelled when the connection ends.</param>
    /// <returns>False when the log was cut or replaced meanwhile: the subscription has to begin with everything.</returns>
    public async ValueTask<bool> TryAddKeysAsync(
        LiveSubscription subscription,
        IReadOnlySet<string> added,
        IReadOnlySet<string> wanted,
        Position resume,
        IChannelClient client,
        CancellationToken cancellationToken)
    {
        var live = subscription.Listening!.Channel;
        var settleGuard = new EpochSettleGuard(time);
        var (at, knownFrom) = (resume.At(0), -1L);
        while (true)
        {
            var page = await engine.ReadStateAsync(live.Name, QueryAfter(at.Offset, added), cancellationToken);
            knownFrom = knownFrom < 0 ? page.Head : knownFrom;
            subscription.ReadUpTo = Math.Max(subscription.ReadUpTo, page.Head);
            if (page.Epoch != at.Epoch || page.ForgottenUpTo > Math.Max(at.Offset, knownFrom))
                return false;
            await settleGuard.AfterReadingAsync(at, cancellationToken);
            foreach (var entry in page.Entries)
            {
                // Removals, too: the subscriber may have had the key before and hold it still.
                await client.Publication(AsSnapshot(entry) with { Resume = resume.Offset });
                at = at.At(entry.Offset);
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (page.HasMore)
                continue;
            at = at.At(Math.Max(at.Offset, page.Head));
            if (live.TryWiden(subscription, added, wanted, at, page.Head))
                return true;
        }
    }

    private static StateQuery QueryAfter(long offset, IReadOnlySet<string>? keys) =>
        new() { ChangedAfter = offset, Keys = keys, Limit = PageSize };

    private static Publication AsSnapshot(Publication entry) =>
        entry with { Snapshot = entry.Removed == true ? null : true, Resume = entry.Offset };
}
