using RealtimeHub.Shared;

namespace RealtimeHub.Server.Fanout;

/// <content>Who is live, and what they want.</content>
internal sealed partial class LiveChannel
{
    /// <summary>
    /// Lets a subscription that has been given everything up to <paramref name="replayed"/> go live. False when more has
    /// been heard meanwhile, or the epoch is another one: read on and try again. One that has ended doesn't go live.
    /// </summary>
    public bool TryGoLive(LiveSubscription subscription, Position replayed)
    {
        lock (gate)
        {
            if (subscription.Ended)
                return true;
            if (replayed.Epoch != epoch || replayed.Offset < head)
                return false;
            (subscription.Epoch, subscription.From) = (replayed.Epoch, replayed.Offset);
            subscriptions[subscription.ConnectionId] = subscription;
            // One without keys makes no lane: no timer, and no source works for it.
            if (subscription is { IsPaused: false, Keys: not { Count: 0 } })
                AudienceOf(subscription).Add(subscription);
            return true;
        }
    }

    /// <summary>Ends live delivery; what is in the outbox still goes out. Gives the position to come back with.</summary>
    public Position Leave(LiveSubscription subscription)
    {
        Position resume;
        lock (gate)
        {
            subscription.Ended = true;
            resume = TakeOut(subscription);
        }

        return DropOverflow(subscription, resume);
    }

    /// <summary>
    /// Takes a subscription out of live delivery and changes what it wants; <see cref="TryGoLive"/> lets it in again. Gives
    /// the position to replay from.
    /// </summary>
    public Position Change(LiveSubscription subscription, IReadOnlySet<string>? keys, double? maxRate)
    {
        Position resume;
        lock (gate)
        {
            resume = TakeOut(subscription);
            (subscription.Keys, subscription.MaxRate) = (keys, maxRate);
        }

        return DropOverflow(subscription, resume);
    }

    /// <summary>
    /// Takes a live subscription out of the keys that it leaves; those that stay continue as they are. Gives the position up to which
    /// they have been put into the outbox.
    /// </summary>
    public Position Narrow(LiveSubscription subscription, IReadOnlySet<string> left, IReadOnlySet<string> kept)
    {
        lock (gate)
        {
            if (subscription.Ended)
                return new Position(subscription.Epoch, subscription.From);
            var lane = lanes.Find(subscription.MaxRate);
            var audience = lane?.Audience ?? immediate;
            if (subscription.Keys is not null)
            {
                audience.Remove(subscription, left);
            }
            else
            {
                audience.Remove(subscription);
                audience.Add(subscription, kept, subscription.From, subscription.ReadUpTo);
            }

            subscription.Keys = kept;
            var resume = lane?.Resume(head) ?? head;
            lanes.DropEmpty(lane);
            if (subscription.Overflow is { } overflow && subscription.Outbox.Keep(overflow, kept) is { } oldest)
                resume = Math.Min(resume, oldest - 1);
            return new Position(subscription.Epoch, Math.Max(resume, subscription.From));
        }
    }

    /// <summary>
    /// Lets a live subscription have more keys, of which it was given everything up to <paramref name="replayed"/>. False when more has
    /// been heard meanwhile, or the epoch is another one. One that has ended gets nothing more.
    /// </summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="added">The keys that it gets.</param>
    /// <param name="wanted">All its keys.</param>
    /// <param name="replayed">What it was given.</param>
    /// <param name="readUpTo">The head when that was read.</param>
    public bool TryWiden(LiveSubscription subscription, IReadOnlySet<string> added, IReadOnlySet<string> wanted, Position replayed, long readUpTo)
    {
        lock (gate)
        {
            if (subscription.Ended)
                return true;
            if (replayed.Epoch != epoch || replayed.Epoch != subscription.Epoch || replayed.Offset < head)
                return false;
            AudienceOf(subscription).Add(subscription, added, replayed.Offset, readUpTo);
            subscription.Keys = wanted;
            return true;
        }
    }

    private Position TakeOut(LiveSubscription subscription)
    {
        if (subscriptions.GetValueOrDefault(subscription.ConnectionId) == subscription)
            subscriptions.Remove(subscription.ConnectionId);
        if (subscription.IsPaused)
            return new Position(subscription.Epoch, subscription.From);
        var lane = lanes.Find(subscription.MaxRate);
        (lane?.Audience ?? immediate).Remove(subscription);
        var resume = lane?.Resume(head) ?? head;
        lanes.DropEmpty(lane);
        return new Position(subscription.Epoch, resume);
    }

    private static Position DropOverflow(LiveSubscription subscription, Position resume)
    {
        var offset = subscription.Overflow is { } overflow && subscription.Outbox.Drop(overflow) is { } forgotten
            ? Math.Min(resume.Offset, forgotten - 1)
            : resume.Offset;
        return resume.At(Math.Max(offset, subscription.From));
    }

    private Audience AudienceOf(LiveSubscription subscription) =>
        subscription.MaxRate is { } rate ? lanes.Of(rate).Audience : immediate;
}
