using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Fanout;

/// <summary>Who receives a channel's publications live: subscriptions without a rate at once, others by the lane of their rate. Guarded by its channel's lock.</summary>
internal sealed class Receivers(bool sendsPatches, ServerCounters? counters)
{
    // A block is much smaller than an outbox, so that it doesn't end a connection that is only a little behind.
    private const int MostInBlock = 64;
    private const int BlockBytes = 32 * 1024;

    private readonly Audience immediate = new();
    private readonly Lanes lanes = new(sendsPatches, counters);
    private readonly SentValues? present = sendsPatches ? new SentValues() : null;

    public bool IsEmpty => lanes.IsEmpty && immediate.IsEmpty;

    /// <inheritdoc cref="Lanes.NextDue"/>
    public TimeSpan? NextDue => lanes.NextDue;

    /// <summary>The subscriptions that get what this one gets, when it gets it; made where there are none.</summary>
    public Audience Of(LiveSubscription subscription) => subscription.MaxRate is { } rate ? lanes.Of(rate).Audience : immediate;

    /// <summary>Takes a subscription out. Gives up to where it has been offered everything.</summary>
    public long Remove(LiveSubscription subscription, long head)
    {
        var lane = lanes.Find(subscription.MaxRate);
        (lane?.Audience ?? immediate).Remove(subscription);
        return Leave(lane, head);
    }

    /// <summary>Takes a subscription out of keys. Gives up to where it has been offered everything.</summary>
    public long Remove(LiveSubscription subscription, IReadOnlySet<string> left, IReadOnlySet<string> kept, long head)
    {
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

        return Leave(lane, head);
    }

    /// <summary>Offers what is behind a position, in blocks (log mode): what was published while the last fan-out ran goes out together, without a timer or added delay. Gives the new position.</summary>
    public long OfferBlocks(IReadOnlyList<Publication> publications, long head, List<Outbox> drains)
    {
        var block = new List<Frame>(Math.Min(publications.Count, MostInBlock));
        var bytes = 0;
        foreach (var publication in publications)
        {
            if (publication.Offset <= head)
                continue;
            head = publication.Offset;
            block.Add(Frame.Of(publication));
            bytes += publication.Data.Length;
            if (block.Count < MostInBlock && bytes < BlockBytes)
                continue;
            immediate.OfferBlock(block, drains);
            block = [];
            bytes = 0;
        }

        if (block.Count > 0)
            immediate.OfferBlock(block, drains);
        return head;
    }

    /// <summary>Offers a value (state mode).</summary>
    public void Offer(Publication publication, TimeSpan now, List<Outbox> drains)
    {
        // In state mode a publication has the offset to come back with; without a lane it is its own.
        var before = present?.Find(publication.Key!);
        if (immediate.Wants(publication.Key))
            immediate.Offer(SentValues.FrameOf(publication with { Resume = publication.Offset }, before, publication.Offset), drains);
        present?.Set(publication);
        if (!lanes.IsEmpty)
            lanes.Offer(publication, before, now, drains);
    }

    /// <inheritdoc cref="Lane.SendDue"/>
    public void SendDue(TimeSpan now, long head, List<Outbox> drains) => lanes.SendDue(now, head, drains);

    /// <summary>The next value of each key is sent whole: differences from values of another epoch would lead nowhere.</summary>
    public void ForgetSent()
    {
        present?.Clear();
        lanes.ForgetSent();
    }

    /// <summary>The channel continues in another epoch, its subscriptions from where they are now.</summary>
    public void Restart()
    {
        present?.Clear();
        immediate.Restart();
        lanes.Restart();
    }

    private long Leave(Lane? lane, long head)
    {
        var resume = lane?.Resume(head) ?? head;
        lanes.DropEmpty(lane);
        return resume;
    }
}
